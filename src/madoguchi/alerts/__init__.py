"""Rules that call a person's attention. Reads metrics only."""
