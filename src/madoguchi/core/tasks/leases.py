"""Taking a task, keeping it, giving it back. Every step is one short transaction that compares and swaps."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from traceback import format_exception
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, Q, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now
from django_tasks.base import TaskResultStatus
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult

from madoguchi.core import clock
from madoguchi.core.tasks.models import TaskLease, TaskRow
from madoguchi.core.tasks.rules import Next, after_failure, after_lost_worker

log = logging.getLogger(__name__)


class LeaseLost(Exception):  # noqa: N818 - not an error: somebody else has the task now
    """Another worker has taken the task over. Whatever was written for it here must not be committed."""


class WorkerLost(Exception):  # noqa: N818 - the name that is shown beside a failed task
    """The worker vanished in mid-task, as often as a task may be tried."""


@dataclass(frozen=True)
class Taken:
    """A task that this worker holds."""

    row: TaskRow
    worker: str
    attempt: int


def _from_now(length: timedelta) -> "ExpressionWrapper[CombinedExpression]":
    # The database's clock decides: workers on two machines need not agree on the time.
    return ExpressionWrapper(Now() + Value(length), output_field=DateTimeField())


def take(queue: str, *, worker: str, length: timedelta) -> Taken | None:
    """The next task of this queue, under a lease; None when nothing is due."""
    ready = DBTaskResult.objects.ready().filter(queue_name=queue)
    if not ready.exists():
        return None
    with transaction.atomic():
        row = ready.select_for_update(skip_locked=True).first()
        if row is None:
            return None
        row.claim(worker)
        attempt = len(row.worker_ids)
        TaskLease.objects.create(task=row, worker=worker, attempt=attempt, expires_at=_from_now(length))
    return Taken(row=row, worker=worker, attempt=attempt)


def renew(worker: str, task_ids: Collection[Any], *, length: timedelta) -> int:
    """The heartbeat. Only a lease that is still there is renewed: one that was taken away stays away."""
    return TaskLease.objects.filter(worker=worker, task__in=task_ids).update(expires_at=_from_now(length))


def requeue_lost_tasks(*, length: timedelta) -> int:
    """Tasks whose lease is over go back to the queue at once. How many."""
    requeued = 0
    # Further ahead than any worker could have set it: the clock was put back meanwhile.
    over = Q(expires_at__lt=Now()) | Q(expires_at__gt=_from_now(length * 2))
    for lease in TaskLease.objects.filter(over).select_related("task"):
        with transaction.atomic():
            # The worker may have renewed or finished it since it was read.
            if not TaskLease.objects.filter(over, pk=lease.pk, attempt=lease.attempt).delete()[0]:
                continue
            if after_lost_worker(lease.attempt) is Next.FAILED:
                lost = WorkerLost(f"the worker vanished in mid-task, {lease.attempt} times")
                _set(lease.task, **_failure(lost))
            else:
                _set(lease.task, status=TaskResultStatus.READY)
        log.warning("task %s (%s): its worker %s is gone", lease.pk, lease.task.task_path, lease.worker)
        requeued += 1
    return requeued


def settle_success(taken: Taken, value: Any) -> None:
    """Inside the transaction of the task's own effects: both are committed, or neither."""
    _give_up_lease(taken)
    _set(
        taken.row,
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=clock.now(),
        return_value=normalize_json(value),
        exception_class_path="",
        traceback="",
    )


@transaction.atomic
def settle_failure(taken: Taken, error: BaseException, *, for_good: bool) -> None:
    """Try again later, or fail for people to see. The reason stands on the row either way."""
    _give_up_lease(taken)
    what, wait = after_failure(taken.attempt)
    if for_good or what is Next.FAILED:
        _set(taken.row, **_failure(error))
    else:
        changes = {**_failure(error), "status": TaskResultStatus.READY, "finished_at": None}
        _set(taken.row, **changes, run_after=clock.now() + wait)


def _give_up_lease(taken: Taken) -> None:
    mine = TaskLease.objects.filter(task=taken.row, worker=taken.worker, attempt=taken.attempt)
    if not mine.delete()[0]:
        raise LeaseLost(str(taken.row.pk))


def _failure(error: BaseException) -> dict[str, Any]:
    return {
        "status": TaskResultStatus.FAILED,
        "finished_at": clock.now(),
        "return_value": None,
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": "".join(format_exception(error)),
    }


def _set(row: TaskRow, **changes: Any) -> None:
    DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING).update(**changes)
