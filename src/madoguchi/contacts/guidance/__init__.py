"""案内: whom to name when it is not for this counter, pages of ministries to look at, other desks of the city."""
