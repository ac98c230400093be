"""Records as a file."""
