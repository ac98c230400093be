"""What the FAQ lacks: a list to work through, and a FAQ proposed out of a record."""
