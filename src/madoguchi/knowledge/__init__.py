"""FAQ: articles and their revisions."""
