"""What core itself does periodically; `config/clockwork.py` says when."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from madoguchi.core import clock
from madoguchi.core.history.seal import seal_events
from madoguchi.core.tasks.marks import at_least_once
from madoguchi.core.tasks.models import PeriodicRun

KEEP_FINISHED = timedelta(days=7)
KEEP_FAILED = timedelta(days=90)
AT_ONCE = 500


@task(queue_name="fast")
@at_least_once  # batch after batch; what is sealed is not sealed again
def seal_history() -> int:
    return seal_events()


@task(queue_name="slow")
@at_least_once  # in small transactions, so that nobody waits for the lock
def prune_tasks() -> int:
    now = clock.now()
    gone = 0
    while count := _prune_some(now):
        gone += count
    PeriodicRun.objects.filter(due_at__lt=now - KEEP_FINISHED).delete()
    return gone


def _prune_some(now: datetime) -> int:
    old = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEEP_FINISHED) | Q(
        status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_FAILED
    )
    keys = list(DBTaskResult.objects.filter(old).order_by().values_list("pk", flat=True)[:AT_ONCE])
    DBTaskResult.objects.filter(pk__in=keys).delete()
    return len(keys)


@task(queue_name="slow")
@at_least_once
def clear_sessions() -> int:
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]
