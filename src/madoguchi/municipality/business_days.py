"""The city hall's working days: what dates of a contract are counted by (A-18). The counter may be open on others."""

from datetime import date, timedelta

from madoguchi.municipality import rules
from madoguchi.municipality.queries import added_holidays, holiday_name, value_of

SATURDAY = 5
USUAL_CLOSURE = ("12-29", "01-03")  # 地方自治法 4条の2; as nearly every city's own ordinance has it
FARTHEST = 40  # no office is closed for so long


def is_business_day(day: date) -> bool:
    closure = tuple(value_of("counter_hours.yearly_closure", day)) or USUAL_CLOSURE
    return (
        day.weekday() < SATURDAY
        and not holiday_name(day, added_holidays())
        and not rules.in_yearly_closure(day, *closure)
    )


def business_day_after(day: date, count: int = 1) -> date:
    """The so-manieth working day after that day."""
    return _step(day, count, timedelta(days=1))


def business_day_before(day: date) -> date:
    """The last working day before that day."""
    return _step(day, 1, timedelta(days=-1))


def _step(day: date, count: int, step: timedelta) -> date:
    for _ in range(FARTHEST * max(count, 1)):
        if count <= 0:
            return day
        day += step
        count -= is_business_day(day)
    return day
