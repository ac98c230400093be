"""Keeping what is expected of a day."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from madoguchi.core import clock
from madoguchi.planning.forecast.models import KeptInterval
from madoguchi.planning.queries import Interval, as_interval, kept_between, plan_of


@transaction.atomic
def keep_forecast(day: date) -> int:
    """Once; what has been said before the day began is not said better afterwards. How many half hours."""
    if kept_between(day, day):
        return 0
    return _keep(as_interval(need) for need in plan_of([day]).days.get(day, ()))


def _keep(intervals: Iterable[Interval]) -> int:
    now = clock.now()
    rows = [
        KeptInterval(
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            calls=one.calls,
            extra=one.extra,
            seats=one.seats,
            kept_at=now,
        )
        for one in intervals
    ]
    return len(KeptInterval.objects.bulk_create(rows))
