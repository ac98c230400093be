"""Taking over a former system's records: choose a file, say which column is what, look, start, watch, show."""
