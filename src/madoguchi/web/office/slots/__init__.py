"""予約枠: how many people may be booked, when and where; looked at, published, revised."""
