"""What the call centre hands to the city: waiting, handed over, received."""
