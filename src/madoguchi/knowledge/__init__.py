"""FAQ: articles and their revisions, what departments ask for, scripts and manuals in their valid version."""
