"""What escalations do by the clock; `config/clockwork.py` says when."""

from django_tasks import task

from madoguchi.contacts.escalations.actions import remind_of_due_times
from madoguchi.core.tasks.marks import at_least_once


@task(queue_name="fast")
@at_least_once  # one case after the other; who has been reminded is not reminded again
def remind() -> int:
    return remind_of_due_times()
