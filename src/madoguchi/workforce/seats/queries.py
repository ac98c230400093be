"""Reading what is planned, and who was placed."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import value_of
from madoguchi.workforce.seats.models import AddedSeats, PlacedHour
from madoguchi.workforce.seats.rules import Placed, Span, is_short, most_added_between

MAY_VIEW = "supervision.view"
MAY_ADD = "supervision.edit"


def added_seats_visible_to(actor: Actor) -> QuerySet[AddedSeats]:
    return AddedSeats.objects.all() if actor.may(MAY_VIEW) else AddedSeats.objects.none()


def added_now(at: datetime | None = None) -> QuerySet[AddedSeats]:
    at = at or clock.now()
    return AddedSeats.objects.filter(from_at__lte=at, until_at__gt=at)


def number_added(at: datetime | None = None) -> int:
    return sum(added_now(at).values_list("number", flat=True))


def spans_between(begins: datetime, ends: datetime) -> list[Span]:
    rows = AddedSeats.objects.filter(from_at__lt=ends, until_at__gt=begins)
    return [Span(row.number, row.from_at, row.until_at) for row in rows]


def most_seats(day: date | None = None) -> int:
    """0: the contract names none."""
    return int(value_of("staffing.seats_max", day))


def needs_agreement(day: date | None = None) -> bool:
    """003 第2-2(3)ア: where the contract does not foresee quick additions, the city is asked each time."""
    return not value_of("staffing.quick_increase", day)


def least_in_every_hour(day: date) -> int:
    """A-54: 0 where only the usual number is named."""
    return int(value_of("staffing.seats_min", day)) if value_of("staffing.seats_every_interval", day) else 0


@dataclass(frozen=True)
class HourOfDay:
    """Plan and fact of one hour, for people and for reports."""

    starts_at: datetime
    planned: int
    added: int  # of these
    placed: Mapping[str, Placed]
    is_over: bool
    is_short: bool

    @property
    def people(self) -> int:
        return sum(one.people for one in self.placed.values())

    @property
    def average(self) -> float:
        return sum(one.average for one in self.placed.values())


def hours_of(
    first: datetime,
    placed: Mapping[datetime, Mapping[str, Placed]],
    *,
    usual: int,
    hours: int,
    now: datetime,
    open_hours: Container[int],
) -> list[HourOfDay]:
    """`hours` hours from `first`. An hour that is over stands as it was stored. Judged are hours that are over and in
    which the telephone was open."""
    until = first + timedelta(hours=hours)
    stored: dict[datetime, dict[str, PlacedHour]] = {}
    for row in PlacedHour.objects.filter(starts_at__gte=first, starts_at__lt=until):
        stored.setdefault(clock.in_tokyo(row.starts_at), {})[row.base] = row
    spans, least = spans_between(first, until), least_in_every_hour(first.date())
    found = []
    for number in range(hours):
        at = first + timedelta(hours=number)
        kept = stored.get(at, {})
        here = {base: Placed(row.people, row.seconds) for base, row in kept.items()} or placed.get(at, {})
        added = most_added_between(at, at + timedelta(hours=1), spans)
        planned = max((row.planned for row in kept.values()), default=usual + added)
        is_over = at + timedelta(hours=1) <= now
        is_judged = is_over and at.hour in open_hours
        found.append(
            HourOfDay(at, planned, added, here, is_over, is_judged and is_short(here.values(), least=least))
        )
    return found


def newest_placed_hour() -> datetime | None:
    newest = PlacedHour.objects.order_by("-starts_at").values_list("starts_at", flat=True).first()
    return clock.in_tokyo(newest) if newest else None
