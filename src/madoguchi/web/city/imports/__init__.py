"""Taking over the paper ledger: choose a file, say which column is what, look, book."""
