"""予約のメール: every message and its state, once more by hand, and from whom they come."""
