"""Charts of the tables of `metrics.past`: the same drawing on the screen and on paper (ADR 0021)."""
