"""アラート: what is open, what was, how the rules are set."""
