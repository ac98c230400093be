"""The clock: enqueues what `config/clockwork.py` lists, once for each due time, however many workers there are."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks.base import Task

from madoguchi.core.tasks.models import PeriodicRun
from madoguchi.core.tasks.rules import Schedule

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PeriodicJob:
    """`task` is the dotted path of a django-tasks task without arguments."""

    name: str
    task: str
    schedule: Schedule


@dataclass(frozen=True)
class Watch:
    """What every worker with a clock looks at every few seconds, without a task: `look` is the dotted path of a
    function without arguments that writes only when it finds something, and that several may call at once."""

    name: str
    look: str
    seconds: float


def tick(jobs: Iterable[PeriodicJob], *, now: datetime) -> list[str]:
    """Enqueue the newest due time of every job if nobody has yet. The names of what was enqueued.

    Only the newest: after a stop of a night one seal is made, not six hundred. A clock that is put back finds the
    due times it has seen already, one that jumps ahead finds a single new one.
    """
    due = {job: job.schedule.newest_due(now) for job in jobs}
    seen = set(PeriodicRun.objects.filter(due_at__in=set(due.values())).values_list("job", "due_at"))
    return [
        job.name
        for job, due_at in due.items()
        if (job.name, due_at) not in seen and _enqueue_once(job, due_at, now=now)
    ]


def _enqueue_once(job: PeriodicJob, due_at: datetime, *, now: datetime) -> bool:
    task: Task[[], object] = import_string(job.task)
    with transaction.atomic():
        _, is_new = PeriodicRun.objects.get_or_create(job=job.name, due_at=due_at, defaults={"enqueued_at": now})
        if is_new:
            task.enqueue()
    return is_new
