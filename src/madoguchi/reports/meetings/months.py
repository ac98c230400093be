"""How many meetings a month still wants, and of which days a meeting speaks. Decides from values alone."""

from datetime import date, timedelta

from madoguchi.metrics.past.shapes import Period

URGENT_DAYS = 10  # before the month is over


def month_of(day: date) -> date:
    return day.replace(day=1)


def still_wanted(a_month: int, planned: int) -> int:
    return max(0, a_month - planned)


def is_urgent(today: date) -> bool:
    """The month is nearly over: who has no day yet will hardly find one."""
    return Period.month_of(today).last - today < timedelta(days=URGENT_DAYS)


def spoken_of(meeting_on: date) -> Period:
    """Usually the month before."""
    return Period.month_of(month_of(meeting_on) - timedelta(days=1))


def months_between(first: date, last: date) -> list[date]:
    months, month = [], month_of(first)
    while month <= last:
        months.append(month)
        month = month_of(month + timedelta(days=32))
    return months
