"""How far the public FAQ spares citizens a call (FAQ-13), and which answers do not help."""
