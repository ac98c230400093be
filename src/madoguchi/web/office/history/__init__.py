"""The history screen: what happened, who did it, and which kind of user that was (001 §7(4)エ)."""
