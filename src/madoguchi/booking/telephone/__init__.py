"""On the telephone: holds that survive a dropped call, and what was told to the caller."""
