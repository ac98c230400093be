"""A booking's own page: what the person who booked may still change, and finding the page again."""
