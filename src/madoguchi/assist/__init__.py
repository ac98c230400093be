"""Reserved: assistants (speech, summary, translation, tags) that fill drafts which a person saves."""
