"""Finding records: the list, searches that are kept, the file."""
