"""What was said to whom, and its state: mails about bookings, and planned stops.

- `reactions.py` writes a message after an event of a booking, `reminders.py` the day before, `texts.py` puts it into
  words (`templates/letters/<language>/`), `sending.py` hands it to the transport, `bounces.py` reads what comes back,
- `rules.py` decides, `models.py` keeps, `queries.py` shows. ADR 0013 says what is promised about sending.
"""
