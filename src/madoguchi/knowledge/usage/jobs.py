"""What the clock does about the report; `config/clockwork.py` says when."""

from django_tasks import task

from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.knowledge.usage.actions import draft_report
from madoguchi.knowledge.usage.models import UsageReport
from madoguchi.knowledge.usage.rules import month_before


@task(queue_name="slow")
def draft_last_month() -> int:
    """Every night it is asked for, so that a night without a worker loses no month. How many were drafted."""
    month = month_before(clock.today())
    if UsageReport.objects.filter(month=month).exists():
        return 0
    draft_report(month, by=SYSTEM)
    return 1
