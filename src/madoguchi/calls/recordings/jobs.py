"""What the clock does with recordings; `config/clockwork.py` says when."""

from django_tasks import task

from madoguchi.calls.recordings.erasing import erase_after_the_end, erase_expired, sweep
from madoguchi.calls.recordings.rewrapping import rewrap_keys
from madoguchi.core.tasks.marks import at_least_once


@task(queue_name="slow")
@at_least_once  # some at a time, each time whole; what is erased is not erased again
def end_recordings() -> list[int]:
    return [erase_expired(), erase_after_the_end(), sweep()]


@task(queue_name="slow")
@at_least_once  # one short transaction a recording
def wrap_anew() -> int:
    return rewrap_keys()
