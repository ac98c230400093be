"""Breaks in turn: where a break does the least harm (WFM-11)."""
