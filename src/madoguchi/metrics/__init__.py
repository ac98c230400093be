"""Definitions and figures, one source for boards, alerts and reports; read only.

`definitions.py` holds what each figure is called and how it is counted, `rules.py` counts, `now/` is this moment.
"""
