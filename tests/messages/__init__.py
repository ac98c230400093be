"""Messages: what is said to whom, once, and what happens when it does not arrive."""
