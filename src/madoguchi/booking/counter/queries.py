"""Who has booked, by day, time, procedure, channel and state (001 §7(4)イ)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from madoguchi.booking.models import Visitor
from madoguchi.booking.queries import bookings_visible_to
from madoguchi.core import clock
from madoguchi.core.actors import Actor


@dataclass(frozen=True)
class Extract:
    """What a list is narrowed to; empty means all. Both days are inside."""

    since: date
    until: date
    hour: int | None = None
    procedure: str = ""
    channel: str = ""
    state: str = ""
    site: str = ""


def persons_booked(actor: Actor, wanted: Extract) -> QuerySet[Visitor]:
    """One row a person, in the order in which they come."""
    bookings = bookings_visible_to(actor).filter(
        slot__starts_at__gte=clock.start_of(wanted.since),
        slot__starts_at__lt=clock.start_of(wanted.until + timedelta(days=1)),
    )
    conditions = {
        "booking__slot__starts_at__hour": wanted.hour,
        "procedure__code": wanted.procedure or None,
        "booking__channel": wanted.channel or None,
        "booking__state": wanted.state or None,
        "booking__slot__site__code": wanted.site or None,
    }
    persons = Visitor.objects.filter(
        booking__in=bookings.order_by(),
        **{name: value for name, value in conditions.items() if value is not None},
    )
    return persons.select_related("booking__slot__site", "procedure").order_by(
        "booking__slot__starts_at", "booking__made_at", "booking", "position"
    )
