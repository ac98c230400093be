"""通話: the list, one call with its stretches, what could not be matched, figures out of the ledger."""
