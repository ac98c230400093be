"""A call as a whole, folded out of facts: the same whatever their order, however often each one came."""
