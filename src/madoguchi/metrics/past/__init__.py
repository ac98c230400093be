"""Figures of days, weeks, months and years that are over, or of what has passed of them."""
