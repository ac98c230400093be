"""How many bookings will be wanted, and whether there are places for them."""
