"""応対: the record of every contact; the links between calls, bookings and articles live here."""
