"""Running one task: its effects and its mark in one transaction, guarded by the lease."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import connection, transaction
from django_tasks.base import Task, TaskContext

from madoguchi.core.refusals import Refusal
from madoguchi.core.tasks.leases import LeaseLost, Taken, settle_failure, settle_success, take
from madoguchi.core.tasks.marks import is_at_least_once
from madoguchi.core.tasks.models import TaskRow

log = logging.getLogger(__name__)

QUEUES = ("fast", "slow")
LEASE = timedelta(seconds=30)

Holding = Callable[[Taken], AbstractContextManager[Any]]


class TaskGone(Exception):  # noqa: N818 - the name that is shown beside a failed task
    """The code of the task is not in this version any more."""


def run_next(
    queue: str, *, worker: str, length: timedelta = LEASE, holding: Holding = lambda taken: nullcontext()
) -> bool:
    """Take and run the next task of a queue. False when nothing is due. A lost database raises."""
    taken = take(queue, worker=worker, length=length)
    if taken is None:
        return False
    with holding(taken):
        try:
            _run(taken)
        except LeaseLost:
            log.warning("task %s (%s): came too late, another worker has it", taken.row.pk, taken.row.task_path)
    return True


def run_ready_tasks(queues: tuple[str, ...] = QUEUES) -> int:
    """Everything that is due now, here, one after the other (sample data, tests). How many tasks were run."""
    count = 0
    while any(run_next(queue, worker="here") for queue in queues):
        count += 1
    return count


def _run(taken: Taken) -> None:
    try:
        task = _code_of(taken.row)
        _run_code(taken, task)
    except LeaseLost:
        raise
    except (Exception, SystemExit) as error:
        # A refusal is an answer, and gone code does not come back by waiting: neither is tried again.
        for_good = isinstance(error, Refusal | TaskGone)
        log.warning("task %s (%s): attempt %d: %r", taken.row.pk, taken.row.task_path, taken.attempt, error)
        _drop_broken_connection()
        settle_failure(taken, error, for_good=for_good)


def _code_of(row: TaskRow) -> "Task[Any, Any]":
    try:
        task: Task[Any, Any] = row.task
    except (ImportError, SuspiciousOperation) as error:
        raise TaskGone(f"{row.task_path} is no task of this version") from error
    return task


def _run_code(taken: Taken, task: "Task[Any, Any]") -> None:
    if is_at_least_once(task.func):
        value = _call(taken.row, task)
        with transaction.atomic():
            settle_success(taken, value)
    else:
        with transaction.atomic():
            value = _call(taken.row, task)
            settle_success(taken, value)


def _call(row: TaskRow, task: "Task[Any, Any]") -> Any:
    args, kwargs = row.args_kwargs["args"], row.args_kwargs["kwargs"]
    if task.takes_context:
        return task.call(TaskContext(task_result=row.task_result), *args, **kwargs)
    return task.call(*args, **kwargs)


def _drop_broken_connection() -> None:
    """After a restart of the database the failure is settled over a new connection."""
    if not connection.in_atomic_block and connection.connection is not None and not connection.is_usable():
        connection.close()
