"""The worker's turn, for where the switchboard does not run on the exchange's machine or does not run at all."""

from django_tasks import task

from madoguchi.core.tasks.marks import at_least_once
from madoguchi.telephony.recordings.pick_up import pick_up_recordings


@task(queue_name="slow")
@at_least_once  # what is stored is not stored again
def pick_up() -> int:
    return pick_up_recordings().stored
