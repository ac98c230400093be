"""Tokens of other systems: who has one, making one, ending one."""
