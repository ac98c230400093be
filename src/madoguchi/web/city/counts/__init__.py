"""How many bookings came by which way, by day and by month."""
