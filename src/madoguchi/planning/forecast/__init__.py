"""How many calls each half hour of a day will bring."""
