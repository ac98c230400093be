"""応対: the record of every contact, and its links to calls, bookings and articles."""
