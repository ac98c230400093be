"""Lists of persons booked: on the screen, on paper and as files."""
