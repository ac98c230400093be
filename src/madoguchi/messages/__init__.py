"""What was said to whom, and its state."""
