"""Taking over the city's paper ledger: read, checked line by line, booked all or nothing (000 Q34)."""
