"""One booking, as all staff see it: the page, finding it, changing it. City and operator include its addresses."""
