"""Writing the record: opened, written, handed on, closed, changed; each with its event."""
