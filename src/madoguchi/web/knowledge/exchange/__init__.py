"""The FAQ as a file: writing one, reading one in, deciding on what was read."""
