"""Which items a record has: set, looked at, saved."""
