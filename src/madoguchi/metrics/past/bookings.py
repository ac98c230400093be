"""Counting bookings over a period, by the moment at which they were made or by the day of the visit."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.external.models import ExternalMonth, ExternalRecord
from madoguchi.booking.external.queries import keeps_external_records
from madoguchi.booking.external.rules import Outcome
from madoguchi.booking.models import Booking, Visitor
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.metrics.past.hours import HourOf, hour_from
from madoguchi.metrics.past.rules import Bookings
from madoguchi.municipality.models import Procedure
from madoguchi.municipality.queries import has_contract

# A hold is none yet, and one that lapsed never was.
NONE_YET = (BookingState.HELD.value, BookingState.LAPSED.value)


@dataclass(frozen=True)
class Row:
    """So many bookings that were made in one hour by one channel."""

    hour: datetime
    channel: Channel
    made: int
    cancelled: int  # of these, by now


def are_made_here() -> bool:
    return has_contract() and takes_bookings()


def are_recorded_here() -> bool:
    """STF-15: bookings of the city's own system, of which we write down what we did."""
    return has_contract() and keeps_external_records()


def made_between(since: datetime, until: datetime) -> QuerySet[Booking]:
    return Booking.objects.filter(made_at__gte=since, made_at__lt=until).exclude(state__in=NONE_YET)


def rows_between(since: datetime, until: datetime) -> list[Row]:
    found = (
        made_between(since, until)
        .order_by()
        .values("channel", hour=HourOf("made_at"))
        .annotate(made=Count("pk"), cancelled=Count("pk", filter=Q(state=BookingState.CANCELLED.value)))
    )
    rows = [Row(hour_from(one["hour"]), Channel(one["channel"]), one["made"], one["cancelled"]) for one in found]
    return sorted(rows, key=lambda row: row.hour)


def total_of(rows: list[Row]) -> Bookings:
    by_channel: Counter[Channel] = Counter()
    for row in rows:
        by_channel[row.channel] += row.made
    return Bookings(
        web=by_channel[Channel.WEB],
        telephone=by_channel[Channel.TELEPHONE],
        city=by_channel[Channel.CITY],
        cancelled=sum(row.cancelled for row in rows),
    )


def by_procedure(since: datetime, until: datetime) -> list[tuple[str, int, int]]:
    """Each procedure that anybody booked or may book: its bookings, and the people who come for it."""
    found = {
        procedure: (bookings, people)
        for procedure, bookings, people in Visitor.objects.filter(booking__in=made_between(since, until))
        .order_by()
        .values_list("procedure")
        .annotate(bookings=Count("booking", distinct=True), people=Count("pk"))
    }
    shown = Procedure.objects.filter(Q(pk__in=found) | Q(is_active=True))
    return [(one.label_ja, *found.get(one.pk, (0, 0))) for one in shown]


def people_booked(since: datetime, until: datetime) -> dict[Channel, int]:
    found = (
        Visitor.objects.filter(booking__in=made_between(since, until))
        .order_by()
        .values_list("booking__channel")
        .annotate(people=Count("pk"))
    )
    return {Channel(channel): people for channel, people in found}


def visits_by_state(since: datetime, until: datetime) -> dict[BookingState, int]:
    """Bookings whose visit is in the period, by what has become of them."""
    found = (
        Booking.objects.filter(slot__starts_at__gte=since, slot__starts_at__lt=until)
        .exclude(state__in=NONE_YET)
        .order_by()
        .values_list("state")
        .annotate(bookings=Count("pk"))
    )
    return {BookingState(state): bookings for state, bookings in found}


def recorded_elsewhere(since: datetime, until: datetime) -> int:
    return ExternalRecord.objects.filter(
        outcome=Outcome.ACCEPTED.value, withdrawn_at=None, recorded_at__gte=since, recorded_at__lt=until
    ).count()


def told_elsewhere(first: date, last: date) -> int | None:
    """What the city's system says of these months; None where it has not said so of each."""
    found = ExternalMonth.objects.filter(month__gte=first, month__lte=last)
    months = set(found.values_list("month", flat=True))
    wanted, month = set(), first
    while month <= last:
        wanted.add(month)
        month = (month + timedelta(days=31)).replace(day=1)
    return found.aggregate(accepted=Sum("accepted"))["accepted"] if months == wanted else None
