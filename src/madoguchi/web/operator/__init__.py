"""Reserved: where operators serve callers."""
