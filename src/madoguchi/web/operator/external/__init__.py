"""Where the city's own system holds the bookings: recorded here, found again, counted by month (STF-15)."""
