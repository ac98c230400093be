"""One record: read, put right, moved on, kept, removed."""
