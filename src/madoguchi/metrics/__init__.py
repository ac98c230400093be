"""Reserved: definitions and figures, one source for boards, alerts and reports."""
