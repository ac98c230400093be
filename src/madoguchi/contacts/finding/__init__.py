"""Finding records: everything combined, searches that are kept, and who was in contact before."""
