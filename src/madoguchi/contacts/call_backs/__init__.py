"""約束した折り返し: a call-back that was agreed in a case, and each attempt to reach the citizen (ESC-04)."""
