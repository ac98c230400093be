"""Every component of the frame on one page, for those who build screens."""
