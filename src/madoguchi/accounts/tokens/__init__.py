"""Keys with which other systems come in by the API: named, limited, expiring, never a way to the staff screens."""
