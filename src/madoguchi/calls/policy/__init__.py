"""What happens to a call at a moment: open, after hours, closed, emergency. The exchange asks; these rules answer."""
