"""案内の画面: whom to name, what to open, where else to go."""
