"""要員計画: how many are needed, who works when."""
