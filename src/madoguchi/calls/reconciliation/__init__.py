"""照合: what the exchange wrote, what was taken of it, what the ledger says. Each side is read from its own origin."""
