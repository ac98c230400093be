"""照合: exchange, ledger, records and bookings held against each other. Every difference has a name and its rows."""
