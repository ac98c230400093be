"""Where operators serve callers."""
