"""Where supervisors watch and help."""
