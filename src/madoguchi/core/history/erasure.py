"""Erasing personal values so that they are gone and the chain still holds."""

import json

from django.db import connection, transaction

from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event, PersonalValue
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import MissingRight

ERASED = "history.erased"
MAY_ERASE = "history.delete"


def erase_personal_values(about: About, *, by: Actor, reason: str) -> int:
    """Erase every personal value that the history keeps about one object. What is left says that something was
    there, when, who did it and who erased it, why; not what it was."""
    if not by.may(MAY_ERASE):
        raise MissingRight(MAY_ERASE)
    with transaction.atomic():
        values = PersonalValue.objects.filter(event__about_kind=about.kind, event__about_key=about.key)
        gone = sorted((str(uid), name) for uid, name in values.values_list("event__uid", "name"))
        if gone:
            values.delete()
            record(ERASED, by=by, about=about, facts={"reason": reason, "erased": gone})
    if gone:
        leave_no_trace_in_files()
    return len(gone)


def erased_values() -> set[tuple[str, str]]:
    """(event uid, name) of every value whose erasure is on record."""
    bodies = Event.objects.filter(kind=ERASED).values_list("body", flat=True)
    return {(uid, name) for body in bodies for uid, name in json.loads(body)["facts"]["erased"]}


def leave_no_trace_in_files() -> None:
    """After a purge has been committed: the old bytes leave the database's files too."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # secure_delete=ON has zeroed the pages; the write-ahead log still holds the old ones until this.
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif not connection.in_atomic_block:
            # Only a rewrite drops the old bytes; WAL segments age out by the archive's own retention.
            cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(PersonalValue._meta.db_table)}")
