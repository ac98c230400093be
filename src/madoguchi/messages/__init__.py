"""Reserved: what was said to whom, and its state."""
