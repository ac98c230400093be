"""Who stands at the counter: a scanned code, a number, a name or a telephone, looked for on one day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from madoguchi.booking.models import Booking
from madoguchi.booking.queries import bookings_visible_to, found_by
from madoguchi.booking.rules import BookingState
from madoguchi.core import clock
from madoguchi.core.actors import Actor

MOST_SHOWN = 20


class Found(StrEnum):
    EXPECTED = "expected"  # one booking of the day that has not come yet
    SEVERAL = "several"  # to be told apart by a second item
    HERE_ALREADY = "here_already"
    OTHER_DAY = "other_day"
    CANCELLED = "cancelled"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Scanned:
    found: Found
    bookings: tuple[Booking, ...] = ()


def scanned(typed: str, *, day: date, by: Actor) -> Scanned:
    """What today holds comes first; only then whether it is another day's, or was cancelled."""
    hits = list(found_by(bookings_visible_to(by), typed).order_by("slot__starts_at", "pk")[:500])
    of_day = [hit for hit in hits if clock.in_tokyo(hit.slot.starts_at).date() == day]
    standing = [hit for hit in of_day if hit.state != BookingState.CANCELLED]
    if len(standing) > 1:
        return Scanned(Found.SEVERAL, tuple(standing[:MOST_SHOWN]))
    if standing:
        comes = standing[0].state in (BookingState.BOOKED, BookingState.NO_SHOW)
        return Scanned(Found.EXPECTED if comes else Found.HERE_ALREADY, tuple(standing))
    others = [hit for hit in hits if hit not in of_day and hit.state != BookingState.CANCELLED]
    coming = [hit for hit in others if clock.in_tokyo(hit.slot.starts_at).date() > day]
    if others:
        return Scanned(Found.OTHER_DAY, tuple((coming or others[::-1])[:MOST_SHOWN]))
    cancelled = of_day or hits
    return Scanned(Found.CANCELLED, tuple(cancelled[:MOST_SHOWN])) if cancelled else Scanned(Found.NOBODY)
