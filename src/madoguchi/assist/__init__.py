"""Assistants (speech, summary, translation, tags): they fill drafts that a person saves."""
