"""満たせなかった希望: where places are missing, by day, procedure and channel."""
