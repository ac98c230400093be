"""The inquiry form (RSV-18): written in a browser, read as a contact. Another site may link to it (INT-09)."""
