"""Reserved: FAQ, its articles and their revisions."""
