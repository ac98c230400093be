"""Time as the counter sees it: Asia/Tokyo, half-open intervals. The only place that asks for the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

TOKYO = ZoneInfo("Asia/Tokyo")
WEEKDAYS = "月火水木金土日"


# What people may ask for. Beyond it every reckoning with days and zones would have to fear the ends of the calendar.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

_pretended: ContextVar[datetime | None] = ContextVar("pretended_moment", default=None)


def now() -> datetime:
    """This moment, in Tokyo."""
    return (_pretended.get() or timezone.now()).astimezone(TOKYO)


@contextmanager
def as_if(moment: datetime) -> Iterator[None]:
    """Live through another moment. Only for the demo's sample data, which tells a month that has passed."""
    if not settings.DEMO:
        raise RuntimeError("only the demo may pretend another time")
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


def today() -> date:
    return now().date()


def in_tokyo(moment: datetime) -> datetime:
    return moment.astimezone(TOKYO)


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=TOKYO)


def start_of(day: date) -> datetime:
    return moment(day, time.min)


def day_of(text: str) -> date:
    """2026-12-01 as a day that somebody may ask for, or ValueError."""
    return within_reach(date.fromisoformat(text))


def month_of(text: str) -> date:
    """2026-12 as the first day of a month that somebody may ask for, or ValueError."""
    return day_of(f"{text}-01")


def within_reach(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{day} is out of reach")
    return day


@dataclass(frozen=True, order=True)
class Interval:
    """From `start` (inside) to `end` (outside): a thing that happens at `end` belongs to the next interval."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"an interval must end after it starts: {self.start} – {self.end}")

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def overlaps(self, other: "Interval") -> bool:
        return self.start < other.end and other.start < self.end


def day_interval(day: date) -> Interval:
    return Interval(start_of(day), start_of(day + timedelta(days=1)))


def days_from(first: date, *, until: date) -> Iterator[date]:
    """Each day from `first` up to, not including, `until`."""
    day = first
    while day < until:
        yield day
        day += timedelta(days=1)
