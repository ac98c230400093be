"""What other packages ask: how many calls and seats a day needs, half hour by half hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from madoguchi.core import clock
from madoguchi.municipality.queries import has_contract
from madoguchi.planning.forecast.models import KeptInterval
from madoguchi.planning.forecast.queries import Known, known_before
from madoguchi.planning.seats.queries import Ground, Need, ground_before, needs_of


@dataclass(frozen=True)
class Interval:
    """A half hour of a day, or as much of it as is open."""

    starts_at: datetime
    ends_at: datetime
    calls: float
    seats: int
    extra: float = 0.0  # of the calls, what events bring


@dataclass(frozen=True)
class Plan:
    """Of days ahead, with everything that it rests on."""

    known: Known
    ground: Ground
    days: dict[date, list[Need]]


def needed_between(first: date, last: date) -> dict[date, list[Interval]]:
    """Both inside; only open days. A day that has begun stands as it was kept in the night before."""
    if not has_contract():
        return {}
    found, today = kept_between(first, last), clock.today()
    missing = [day for day in clock.days_from(first, until=last + timedelta(days=1)) if day not in found]
    # A day that has passed is forecast with what was seen before it, each for itself.
    plans = [plan_of([day]) for day in missing if day < today]
    if ahead := [day for day in missing if day >= today]:
        plans.append(plan_of(ahead))
    for plan in plans:
        found.update({day: [as_interval(need) for need in needs] for day, needs in plan.days.items()})
    return dict(sorted(found.items()))


def kept_between(first: date, last: date) -> dict[date, list[Interval]]:
    rows = KeptInterval.objects.filter(
        starts_at__gte=clock.start_of(first), starts_at__lt=clock.start_of(last + timedelta(days=1))
    )
    found: dict[date, list[Interval]] = {}
    for row in rows:
        starts_at = clock.in_tokyo(row.starts_at)
        interval = Interval(starts_at, clock.in_tokyo(row.ends_at), row.calls, row.seats, row.extra)
        found.setdefault(starts_at.date(), []).append(interval)
    return found


def plan_of(days: Iterable[date]) -> Plan:
    """With what was seen before today, or before the first of the days where that is earlier."""
    wanted = sorted(days)
    before = min([clock.today(), *wanted[:1]])
    known, ground = known_before(before, max([before, *wanted])), ground_before(before)
    needs = {day: needs_of(day, known.forecast(day), ground) for day in wanted if day in known.days}
    return Plan(known, ground, needs)


def as_interval(need: Need) -> Interval:
    piece, forecast = need.forecast.piece, need.forecast
    return Interval(piece.starts_at, piece.ends_at, forecast.calls, need.seats, forecast.extra)
