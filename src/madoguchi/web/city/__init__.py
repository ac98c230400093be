"""Where the counter and the city office work: the day, the list, check-in."""
