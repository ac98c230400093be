"""照合: where exchange, ledger, records and bookings of a month do not agree."""
