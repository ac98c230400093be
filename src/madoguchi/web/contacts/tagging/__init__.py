"""The rules by which records are tagged: seen, tried, changed."""
