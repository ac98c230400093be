"""How many bookings came by which way (000 Q33, Q43), and beside them the places that the city gave elsewhere."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.queries import bookings_visible_to
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core import clock
from madoguchi.core.actors import Actor


class Basis(StrEnum):
    MADE = "made"  # by the day on which it was booked
    VISIT = "visit"  # by the day on which they come


@dataclass
class Counted:
    """A day, a month, or all of it."""

    first: date | None
    bookings: dict[Channel, int] = field(default_factory=lambda: dict.fromkeys(Channel, 0))
    people: int = 0
    cancelled: int = 0  # of the bookings
    blocked: int = 0  # people, of places that were given elsewhere (CAL-09)

    @property
    def total(self) -> int:
        return sum(self.bookings.values())

    def percent(self, channel: Channel) -> int | None:
        return round(100 * self.bookings[channel] / self.total) if self.total else None

    def add(self, other: "Counted") -> None:
        for channel, count in other.bookings.items():
            self.bookings[channel] += count
        self.people += other.people
        self.cancelled += other.cancelled
        self.blocked += other.blocked


def counts_by_day(actor: Actor, *, since: date, until: date, basis: Basis) -> list[Counted]:
    """Each day from `since` to `until`, both inside, of which there is anything to say. What was cancelled later was
    booked all the same, and is told apart."""
    counted: dict[date, Counted] = {}
    moment = "made_at" if basis is Basis.MADE else "slot__starts_at"
    for row in _rows(bookings_visible_to(actor), moment, since, until):
        day = counted.setdefault(row["day"], Counted(row["day"]))
        day.bookings[Channel(row["channel"])] += row["bookings"]
        day.people += row["people"]
        day.cancelled += row["cancelled"]
    if basis is Basis.VISIT:
        for day_of_slot, people in _blocked(since, until).items():
            counted.setdefault(day_of_slot, Counted(day_of_slot)).blocked = people
    return [counted[day] for day in sorted(counted)]


def by_month(days: Iterable[Counted]) -> list[Counted]:
    months: dict[date, Counted] = {}
    for day in days:
        assert day.first is not None  # noqa: S101 - a day has one
        first = day.first.replace(day=1)
        months.setdefault(first, Counted(first)).add(day)
    return list(months.values())


def total_of(days: Iterable[Counted]) -> Counted:
    total = Counted(None)
    for day in days:
        total.add(day)
    return total


def _rows(bookings: QuerySet[Booking], moment: str, since: date, until: date) -> QuerySet[Booking, dict[str, Any]]:
    within = {
        f"{moment}__gte": clock.start_of(since),
        f"{moment}__lt": clock.start_of(until + timedelta(days=1)),
    }
    return (
        bookings.filter(**within)
        .annotate(day=TruncDate(moment, tzinfo=clock.TOKYO))
        .values("day", "channel")
        .annotate(
            bookings=Count("pk", distinct=True),
            people=Count("visitors"),
            cancelled=Count("pk", distinct=True, filter=Q(state=BookingState.CANCELLED)),
        )
        .order_by()
    )


def _blocked(since: date, until: date) -> dict[date, int]:
    slots = Slot.objects.filter(
        people_blocked__gt=0,
        starts_at__gte=clock.start_of(since),
        starts_at__lt=clock.start_of(until + timedelta(days=1)),
    )
    rows = (
        slots.annotate(day=TruncDate("starts_at", tzinfo=clock.TOKYO))
        .values("day")
        .annotate(n=Sum("people_blocked"))
    )
    found: dict[date, int] = defaultdict(int)
    for row in rows.order_by():
        found[row["day"]] += row["n"]
    return found
