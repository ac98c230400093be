"""定例会: its calendar, its pack, its minutes."""
