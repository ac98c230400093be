"""Tasks for the tests. Their effect is a row of the history, so that nothing has to be added to the database."""

import os
import time
from pathlib import Path

from django.db import OperationalError, connection, transaction
from django_tasks import task
from django_tasks.base import TaskContext

from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.core.history.record import About, record
from madoguchi.core.history.registry import ObjectKind, register_object
from madoguchi.core.refusals import Refusal
from madoguchi.core.tasks.marks import at_least_once

register_object(ObjectKind("sample", "見本", "history.view"))


def note(what: str) -> None:
    record("sample.done", by=SYSTEM, about=About("sample", what))


def how_often(what: str) -> int:
    return Event.objects.filter(kind="sample.done", about_key=what).count()


@task(queue_name="fast")
def do(what: str) -> None:
    note(what)


@task(queue_name="fast")
def do_and_break(what: str) -> None:
    note(what)
    raise RuntimeError("broken in mid-task")


@task(queue_name="fast")
def lose_the_database(what: str) -> None:
    raise OperationalError("database is locked")


@task(queue_name="fast")
def refuse(what: str) -> None:
    raise Refusal("だめです。")


@task(queue_name="fast", takes_context=True)
def do_and_hang_at_first(context: TaskContext, what: str, folder: str) -> None:
    """Writes, says which process does it, and hangs in mid-transaction until that process is killed."""
    note(what)
    if context.attempt == 1:
        (Path(folder) / f"{what}.{os.getpid()}").touch()
        time.sleep(60)


TRANSACTIONS: list[bool] = []  # whether each reaction ran inside one


def react_inside(event: Event) -> None:
    TRANSACTIONS.append(connection.in_atomic_block)


@at_least_once
def react_outside(event: Event) -> None:
    TRANSACTIONS.append(connection.in_atomic_block)


@task(queue_name="slow")
@at_least_once
def take_long(what: str, seconds: float) -> None:
    time.sleep(seconds)
    with transaction.atomic():
        note(what)
