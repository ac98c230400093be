"""How many seats a stretch of time needs, so that a share of its calls is answered."""
