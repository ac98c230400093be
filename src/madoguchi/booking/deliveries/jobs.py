"""What the clock does about deliveries; `config/clockwork.py` says when."""

from datetime import timedelta

from django_tasks import task

from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.deliveries.actions import deliver, judge_deadlines
from madoguchi.booking.deliveries.models import DeliveredRow, Delivery
from madoguchi.booking.deliveries.queries import dues_between, waiting_entries
from madoguchi.booking.deliveries.refusals import NothingToDeliver
from madoguchi.booking.deliveries.rules import is_on_time
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.tasks.marks import at_least_once
from madoguchi.municipality.queries import has_contract, value_of


@task(queue_name="fast")
@at_least_once  # a deadline is handed over and judged once: both are unique rows
def watch_deadlines() -> int:
    if not (has_contract() and takes_bookings()):
        return 0
    hand_over_at_deadline()
    return judge_deadlines()


def hand_over_at_deadline() -> Delivery | None:
    """Where the city wants it automatic: at the deadline itself, or as soon as the worker runs again."""
    now, today = clock.now(), clock.today()
    if not value_of("deliveries.automatic"):
        return None
    passed = [due for due in dues_between(today - timedelta(days=1), today) if due.at <= now]
    if not passed or Delivery.objects.filter(due_at=passed[-1].at).exists():
        return None
    due = passed[-1]
    if not waiting_entries().filter(at__lt=due.covers_until).exists():
        return None
    try:
        return deliver(by=SYSTEM, due=due if is_on_time(due, made_at=now, by_the_clock=True) else None)
    except NothingToDeliver:
        return None


@task(queue_name="slow")
def forget_rows() -> int:
    return forget_old_rows() if has_contract() else 0


def forget_old_rows() -> int:
    """Names are kept for a while only; that and when they were handed over, and their digest, stay."""
    oldest = clock.now() - timedelta(days=value_of("deliveries.keep_days"))
    return DeliveredRow.objects.filter(delivery__made_at__lt=oldest).delete()[0]
