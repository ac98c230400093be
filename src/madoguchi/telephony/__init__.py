"""Reserved: the bridge to the telephone exchange."""
