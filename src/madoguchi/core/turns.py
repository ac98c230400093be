"""One after the other: decisions that rest on several rows, or on a row that is not there yet.

A row that exists is held with `select_for_update`. Where "is there room?" or "is there none yet?" is asked, there is no
row to hold: two who ask in the same moment would both find room. Whoever takes a turn first waits for the one before.
"""

from hashlib import sha256

from django.db import connection
from django.db.transaction import TransactionManagementError


def take_turn(about: str) -> None:
    """Until this transaction ends, nobody else decides about the same. What is read after it is what the one before has
    left. SQLite lets in one writer at a time anyway (`transaction_mode` IMMEDIATE)."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("a turn lasts as long as a transaction: begin one")
    if connection.vendor == "postgresql":
        key = int.from_bytes(sha256(about.encode()).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
