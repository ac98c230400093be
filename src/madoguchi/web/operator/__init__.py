"""Where callers are served: a booking while they wait, and the card that is read out to them."""
