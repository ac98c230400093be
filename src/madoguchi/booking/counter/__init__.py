"""At the counter: who has come, who has not, and how it went."""
