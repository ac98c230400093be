"""What was said of the days that are over, beside what came; what was seen of each peak."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from madoguchi.core import clock
from madoguchi.metrics.past.queries import table_in
from madoguchi.metrics.past.shapes import Period
from madoguchi.municipality.queries import open_days
from madoguchi.planning.forecast.queries import known_before, received_between
from madoguchi.planning.forecast.rules import Compared, basis_of, compared, forecast
from madoguchi.planning.peaks.models import Peak
from madoguchi.planning.peaks.rules import seen_of
from madoguchi.planning.queries import Interval, kept_between
from madoguchi.workforce.models import PlacedHour

LOOKED_BEYOND = timedelta(days=28)
NOTICES_LOOKED_AT = 3
FEWEST_DAYS = 5  # around a peak, before they say what its days would have been without it


@dataclass(frozen=True)
class DayBack:
    day: date
    expected: float
    extra: float
    received: int
    needed_hours: float  # seats that were needed, times the hours
    most_seats: int
    placed_hours: float | None  # people that were there, times the hours; None: nobody has noted it
    answer_percent: float | None

    @property
    def off(self) -> float:
        return self.expected - self.received


def looked_back(first: date, last: date) -> list[DayBack]:
    """Both inside; the days of which something was said before they began."""
    kept = kept_between(first, last)
    if not kept:
        return []
    table = table_in("calls_by_day", Period(first, last))
    place = {column.key: number for number, column in enumerate(table.columns)}
    counted = dict(zip(clock.days_from(first, until=last + timedelta(days=1)), table.rows, strict=True))
    placed = _placed(first, last)
    return [
        _day_back(
            day, intervals, int(counted[day][place["received"]] or 0), counted[day][place["answer_rate"]], placed
        )
        for day, intervals in sorted(kept.items())
    ]


def _day_back(
    day: date, intervals: list[Interval], received: int, rate: object, placed: dict[date, float]
) -> DayBack:
    return DayBack(
        day=day,
        expected=sum(one.calls for one in intervals),
        extra=sum(one.extra for one in intervals),
        received=received,
        needed_hours=sum(one.seats * (one.ends_at - one.starts_at).total_seconds() for one in intervals) / 3600,
        most_seats=max(one.seats for one in intervals),
        placed_hours=placed.get(day),
        answer_percent=rate if isinstance(rate, float) else None,
    )


def _placed(first: date, last: date) -> dict[date, float]:
    hours = PlacedHour.objects.filter(
        starts_at__gte=clock.start_of(first), starts_at__lt=clock.start_of(last + timedelta(days=1))
    )
    found: dict[date, float] = {}
    for starts_at, seconds in hours.values_list("starts_at", "seconds"):
        day = clock.in_tokyo(starts_at).date()
        found[day] = found.get(day, 0.0) + seconds / 3600
    return found


def judged(days: Iterable[DayBack]) -> Compared:
    return compared((one.expected, one.received) for one in days)


@dataclass(frozen=True)
class PeakSeen:
    peak: Peak
    calls: float | None  # beyond the usual; None: not over yet, or too few days around it

    @property
    def per_100(self) -> float | None:
        return 100 * self.calls / self.peak.letters if self.calls is not None and self.peak.letters else None


def peaks_seen(peaks: Iterable[Peak]) -> list[PeakSeen]:
    return [PeakSeen(peak, None if peak.dropped_at else _seen(peak)) for peak in peaks]


def last_notice_seen() -> PeakSeen | None:
    """The newest one of letters whose days are over: what the next one may be measured by."""
    over = Peak.objects.filter(dropped_at=None, letters__gt=0, begins_on__lt=clock.today())[:NOTICES_LOOKED_AT]
    return next((one for one in peaks_seen(over) if one.per_100 is not None), None)


def _seen(peak: Peak) -> float | None:
    """Against what the other weeks around it say of its days: whatever had been forecast, right or wrong."""
    until = peak.begins_on + timedelta(days=3 * peak.days + 14)
    days = open_days("telephone", peak.begins_on, until)[: peak.days]
    today = clock.today()
    if len(days) < peak.days or days[-1] >= today:
        return None
    known = known_before(min(today, days[-1] + LOOKED_BEYOND), days[-1])
    others = basis_of([one for one in known.past if one.open.day not in days], before=known.before)
    if others.days < FEWEST_DAYS:
        return None
    usual = {day: sum(one.usual for one in forecast(known.days[day], others)) for day in days}
    came = received_between(days[0], days[-1])
    return seen_of({day: sum(came.get(day, {}).values()) for day in days}, usual)
