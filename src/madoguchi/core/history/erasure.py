"""Erasing personal values so that they are gone and the chain still holds."""

import json
from collections.abc import Iterable
from contextlib import suppress

from django.db import OperationalError, connection, transaction
from django_tasks import task

from madoguchi.core.actors import Actor
from madoguchi.core.history.models import PersonalValue
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import MissingRight
from madoguchi.core.tasks.marks import at_least_once

ERASED = "history.erased"
MAY_ERASE = "history.delete"
# An open transaction may still see what was erased; a rewrite would keep the bytes for it. The worker tries again.
OLDER_READERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)
"""


class FilesInUse(Exception):  # noqa: N818 - the worker tries again
    """Somebody reads the old bytes at this moment."""


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
            # At once if nobody is reading just now; the task makes sure of it.
            purge_files.enqueue()
            transaction.on_commit(_purge_now_if_possible)
    return len(gone)


def values_erased_in(bodies: Iterable[str]) -> set[tuple[str, str]]:
    """(event uid, name) of every value that these records of erasures name."""
    return {(uid, name) for body in bodies for uid, name in json.loads(body)["facts"]["erased"]}


@task(queue_name="slow")
@at_least_once  # outside of any transaction: neither VACUUM nor a checkpoint runs inside one
def purge_files() -> None:
    """The old bytes of a committed purge leave the database's files too. Tried again while others read."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # secure_delete=ON has zeroed the pages; the write-ahead log still holds the old ones until this.
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (is_busy, *_) = cursor.fetchone()
            if is_busy:
                raise FilesInUse
        else:
            cursor.execute(OLDER_READERS)
            (older_readers,) = cursor.fetchone()
            if older_readers:
                raise FilesInUse
            # Only a rewrite drops the old bytes; WAL segments age out by the archive's own retention.
            cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(PersonalValue._meta.db_table)}")


def _purge_now_if_possible() -> None:
    with suppress(FilesInUse, OperationalError):
        purge_files.call()
