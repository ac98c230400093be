"""Which items a record has: the municipality says so."""
