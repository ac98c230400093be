"""Reserved: where supervisors watch and help."""
