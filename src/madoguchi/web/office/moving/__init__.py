"""Moving people whose time is taken away: one table, used wherever somebody stands in the way."""
