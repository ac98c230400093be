"""引継ぎ: a case goes up from level to level until somebody can answer it, and the answer comes back."""
