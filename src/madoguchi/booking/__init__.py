"""予約: slots, bookings, their visitors."""
