"""Where contacts are written down, found again and read: operators on the telephone, and the city while it happens."""
