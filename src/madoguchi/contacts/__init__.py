"""Reserved: 応対, the record of every contact, with the links between calls, bookings and articles."""
