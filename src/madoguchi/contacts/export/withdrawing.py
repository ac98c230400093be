"""What was taken out of a record is handed out in no file that was made before."""

from collections.abc import Iterable
from datetime import datetime

from madoguchi.contacts.export.history import about
from madoguchi.contacts.export.models import MonthFile
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import record


def withdraw_files_with(began_at: Iterable[datetime], *, by: Actor) -> None:
    """In the transaction in which records that began then lose something. Without its row a file cannot be fetched,
    and what is being made is given up; `erase_forgotten` takes the file itself away."""
    months = {clock.in_tokyo(one).date().replace(day=1) for one in began_at}
    for file in MonthFile.objects.select_for_update().filter(month__in=months):
        withdraw(file, by=by)


def withdraw(file: MonthFile, *, by: Actor) -> None:
    record("month_file.erased", by=by, about=about(file), facts={"with_persons": file.with_persons})
    file.delete()
