"""The long work: the records of a month into a workbook, in the installation's own folder, for its own user only.

It reads some records at a time outside of any transaction and says after each how far it is. A killed one leaves a
file that no row names: it cannot be fetched, the next attempt begins another, and `erase_forgotten` takes it away.
"""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction

from madoguchi.contacts.export.history import about
from madoguchi.contacts.export.models import MonthFile
from madoguchi.contacts.export.monthly import within_month
from madoguchi.contacts.export.queries import Column, columns_with, headings, rows_of
from madoguchi.contacts.export.workbook import save_workbook
from madoguchi.contacts.records.queries import recorded_contacts
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.record import record

RECORDS_A_STEP = 500


class Overtaken(Exception):  # noqa: N818 - not an error: it was erased meanwhile, or another worker makes it
    """This attempt is not the one that the row names."""


def folder() -> Path:
    return Path(settings.VAR) / "month-files"


def path_of(turn: uuid.UUID | None) -> Path:
    return folder() / f"{turn}.xlsx"


def make(pk: int) -> None:
    """What is made already, or erased, is left as it is."""
    turn = uuid.uuid4()
    if not MonthFile.objects.filter(pk=pk, made_at=None).update(turn=turn, done=0, moved_at=clock.now()):
        return
    path, sheet = path_of(turn), path_of(turn).with_suffix(".sheet")
    is_whole = False
    try:
        _write(MonthFile.objects.get(pk=pk, turn=turn), path, sheet)
        is_whole = _finish(pk, turn)
    except (Overtaken, MonthFile.DoesNotExist):
        pass
    finally:
        sheet.unlink(missing_ok=True)
        if not is_whole:
            path.unlink(missing_ok=True)


def _write(file: MonthFile, path: Path, sheet: Path) -> None:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    for one in (path, sheet):
        os.close(os.open(one, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    columns = columns_with(sees_persons=file.with_persons)
    save_workbook(path, headings(columns), _rows(file, columns), beside=sheet)
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _rows(file: MonthFile, columns: list[Column]) -> Iterator[list[str]]:
    found = within_month(recorded_contacts(), file.month)
    numbers = list(found.values_list("number", flat=True))
    _move(file, done=0, total=len(numbers))
    done = 0
    for start in range(0, len(numbers), RECORDS_A_STEP):
        some = numbers[start : start + RECORDS_A_STEP]
        # Whole before it is handed on: an open cursor would stand in the way of saying how far it is.
        rows = list(rows_of(found.filter(number__in=some), columns))
        yield from rows
        done += len(rows)
        _move(file, done=done)
    _move(file, done=done, total=done)  # what was erased meanwhile is not in it


def _move(file: MonthFile, **changes: int) -> None:
    if not MonthFile.objects.filter(pk=file.pk, turn=file.turn).update(moved_at=clock.now(), **changes):
        raise Overtaken


def _finish(pk: int, turn: uuid.UUID) -> bool:
    with transaction.atomic():
        if not MonthFile.objects.filter(pk=pk, turn=turn).update(made_at=clock.now()):
            return False
        file = MonthFile.objects.get(pk=pk)
        record("month_file.made", by=SYSTEM, about=about(file), facts={"rows": file.done})
    return True


def erase_forgotten() -> None:
    """Files that no row names. Looked at in this order: a row names its file before there is one."""
    there = [path for path in folder().glob("*") if path.suffix in (".xlsx", ".sheet")]
    named = {str(turn) for turn in MonthFile.objects.values_list("turn", flat=True)}
    for path in there:
        if path.stem not in named:
            path.unlink(missing_ok=True)
