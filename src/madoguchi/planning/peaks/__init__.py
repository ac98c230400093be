"""入電の山: what brings calls and bookings on some days: notices that J-LIS or the city sends, news (WFM-07)."""
