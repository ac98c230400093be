"""Records for a third party: the client's approvals, and the files made under them."""
