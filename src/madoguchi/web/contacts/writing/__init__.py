"""Writing a contact down while somebody is on the line."""
