"""Transport of messages: mail today. Knows nothing of what is said."""
