"""What people and /readyz want to know about background work."""

from datetime import datetime, timedelta

from django.db.models import Max, QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from madoguchi.core.tasks.models import PeriodicRun, TaskRow


def failed_tasks() -> QuerySet[TaskRow]:
    """Tried as often as allowed and given up: somebody must look. Newest first."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).order_by("-finished_at")


def clock_last_ticked_at() -> datetime | None:
    """When a worker last enqueued a periodic job; the shortest interval is a minute, so an older moment than a few
    minutes means that no worker runs."""
    newest: datetime | None = PeriodicRun.objects.aggregate(newest=Max("enqueued_at"))["newest"]
    return newest


def a_worker_runs(*, now: datetime, patience: timedelta = timedelta(minutes=3)) -> bool:
    ticked_at = clock_last_ticked_at()
    return ticked_at is not None and now - ticked_at <= patience
