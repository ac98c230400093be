"""Which calls a record is of: the links between calls and contacts live here, above both."""
