"""When what was asked is forgotten; `config/clockwork.py` says at which hour."""

from datetime import timedelta

from django_tasks import task

from madoguchi.core.tasks.marks import at_least_once
from madoguchi.knowledge.finding.actions import forget_searches

# A year and a month: the same month of last year can still be looked at (FAQ-06), and nothing is kept for good (PDR-09).
KEPT = timedelta(days=400)


@task(queue_name="slow")
@at_least_once  # what is forgotten is not forgotten again
def forget_old_searches() -> int:
    return forget_searches(older_than=KEPT)
