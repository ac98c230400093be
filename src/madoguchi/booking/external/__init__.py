"""Where the city's own system holds the bookings: only its number, the date and what came of it (003 第2-2(2)オ)."""
