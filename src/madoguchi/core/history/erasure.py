"""Erasing personal values so that they are gone and the chain still holds."""

import json
from collections.abc import Iterable
from contextlib import suppress

from django.db import OperationalError, connection, transaction
from django_tasks import task

from madoguchi.core.actors import Actor
from madoguchi.core.history.models import PersonalValue
from madoguchi.core.history.record import About, record
from madoguchi.core.tasks.marks import at_least_once

ERASED = "history.erased"
MAY_ERASE = "history.delete"


class FilesInUse(Exception):  # noqa: N818 - the worker tries again
    """Somebody reads the old bytes at this moment."""


def erase_personal_values(about: About, *, by: Actor, reason: str) -> int:
    """Erase every personal value that the history keeps about one object. What is left says that something was
    there, when, who did it and who erased it, why; not what it was."""
    by.need(MAY_ERASE)
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
@at_least_once  # outside of any transaction: no checkpoint runs inside one
def purge_files() -> None:
    """The old bytes of a committed purge leave the database's files too. Tried again while others read."""
    if connection.vendor == "sqlite":
        _empty_write_ahead_log()
    else:
        _write_table_anew()


def _empty_write_ahead_log() -> None:
    """secure_delete=ON has zeroed the pages; the write-ahead log still holds the old ones until this."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (is_busy, *_) = cursor.fetchone()
    if is_busy:
        raise FilesInUse


def _write_table_anew() -> None:
    """Into a new file, with what is there and nothing else. A VACUUM would keep the old bytes while any transaction,
    be it the server's own statistics, might still see them. WAL segments age out by the archive's own retention."""
    table = connection.ops.quote_name(PersonalValue._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(f"CREATE TEMPORARY TABLE kept_values ON COMMIT DROP AS SELECT * FROM {table}")  # noqa: S608
        cursor.execute(f"TRUNCATE {table}")
        cursor.execute(f"INSERT INTO {table} SELECT * FROM kept_values")  # noqa: S608


def _purge_now_if_possible() -> None:
    with suppress(FilesInUse, OperationalError):
        purge_files.call()
