"""The worker's part. Each task works for a turn and queues its own continuation: other slow tasks get theirs."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django_tasks import task

from madoguchi.contacts.models import Takeover
from madoguchi.contacts.takeover import reading
from madoguchi.contacts.takeover.moving import drop_file
from madoguchi.contacts.takeover.rules import TakeoverState
from madoguchi.contacts.takeover.staging import index_for_a_turn, stage_for_a_turn, undo_for_a_turn
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.tasks.marks import at_least_once

# A file that nobody started is erased after this, and so is whatever lies in the folder without a batch.
KEPT_UNSTARTED = timedelta(hours=24)
STUCK_AFTER = timedelta(minutes=10)
UNFINISHED = Q(state__in=(TakeoverState.STAGING, TakeoverState.UNDOING)) | Q(
    state=TakeoverState.SHOWN, is_indexed=False
)
NEEDS_FILE = (TakeoverState.READ, TakeoverState.STAGING)


@task(queue_name="slow")
@at_least_once  # commits in steps, each of which compares where it stands before it writes
def stage(pk: int) -> None:
    if stage_for_a_turn(pk):
        stage.enqueue(pk)


@task(queue_name="slow")
@at_least_once  # what has been erased is not there to be erased again
def undo(pk: int) -> None:
    if undo_for_a_turn(pk):
        undo.enqueue(pk)


@task(queue_name="slow")
@at_least_once  # a record that is indexed twice is found once
def teach_search(pk: int) -> None:
    if index_for_a_turn(pk):
        teach_search.enqueue(pk)


@task(queue_name="slow")
@at_least_once  # each step looks before it acts
def look_after_takeovers() -> int:
    """Files that nobody started are erased; what stands still (its task has failed for good) goes on."""
    now, count = clock.now(), 0
    with transaction.atomic():
        old = Takeover.objects.filter(state=TakeoverState.READ, uploaded_at__lt=now - KEPT_UNSTARTED)
        for takeover in old.select_for_update():
            drop_file(takeover, by=SYSTEM)
            count += 1
    for pk, state in Takeover.objects.filter(UNFINISHED, moved_at__lt=now - STUCK_AFTER).values_list("pk", "state"):
        with transaction.atomic():
            if Takeover.objects.filter(pk=pk, state=state, moved_at__lt=now - STUCK_AFTER).update(moved_at=now):
                GOES_ON_WITH[TakeoverState(state)].enqueue(pk)
                count += 1
    reading.erase_forgotten(
        kept=Takeover.objects.filter(state__in=NEEDS_FILE).values_list("key", flat=True),
        before=now - KEPT_UNSTARTED,
    )
    return count


GOES_ON_WITH = {TakeoverState.STAGING: stage, TakeoverState.UNDOING: undo, TakeoverState.SHOWN: teach_search}
