"""The worker's part of the workbook of a month; `config/clockwork.py` says when it is looked after."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django_tasks import task

from madoguchi.contacts.export.making import erase_forgotten, make, path_of
from madoguchi.contacts.export.models import MonthFile
from madoguchi.contacts.export.withdrawing import withdraw
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.tasks.marks import at_least_once

KEPT = timedelta(hours=24)
STUCK_AFTER = timedelta(minutes=10)


@task(queue_name="slow")
@at_least_once  # each attempt writes a file of its own, and only the last one that began is kept
def make_month_file(pk: int) -> None:
    make(pk)


@task(queue_name="slow")
@at_least_once  # each step looks before it acts
def look_after_month_files() -> int:
    """A day after it was made, or asked for in vain, it is erased; what stands still is begun again."""
    now, count = clock.now(), 0
    is_old = Q(made_at__lt=now - KEPT) | Q(made_at=None, asked_at__lt=now - KEPT)
    for pk in list(MonthFile.objects.filter(is_old).values_list("pk", flat=True)):
        count += _erase(pk)
    for file in MonthFile.objects.exclude(made_at=None):
        if not path_of(file.turn).exists():
            count += _erase(file.pk)
    stuck = {"made_at": None, "moved_at__lt": now - STUCK_AFTER}
    for pk in list(MonthFile.objects.filter(**stuck).values_list("pk", flat=True)):
        with transaction.atomic():
            if MonthFile.objects.filter(pk=pk, **stuck).update(moved_at=now):
                make_month_file.enqueue(pk)
                count += 1
    erase_forgotten()
    return count


def _erase(pk: int) -> bool:
    """In the history and as a row; its file goes with those that no row names."""
    with transaction.atomic():
        file = MonthFile.objects.select_for_update().filter(pk=pk).first()
        if file is None:
            return False
        withdraw(file, by=SYSTEM)
    return True
