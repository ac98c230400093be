"""Capacity: the slots that are published, how many places each has, for whom, and who takes them."""
