"""Inquiries by the form on the web (RSV-18, INT-09): received as a contact, answered by the way that its sender chose.

- `rules.py` decides, `models.py` keeps, `actions.py` receives and answers, `queries.py` shows,
- `items.py` says what the form asks for (PDR-09), `address.py` makes the keys that the form carries.
"""
