"""What the ledger says in figures: how fairly calls were shared, how long each number was used, how many at once."""
