"""What stands on a booking's own page."""

from datetime import datetime

from madoguchi.booking.capacity.queries import may_change_until
from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking
from madoguchi.booking.outages.queries import is_still_affected
from madoguchi.booking.rules import BookingState
from madoguchi.core import clock
from madoguchi.core.history.models import Event

# After these a visit is another one than somebody has written into a calendar.
CHANGES = ("booking.moved", "booking.people_changed", "booking.contact_changed", "booking.cancelled")


def may_still_change(booking: Booking) -> bool:
    """Whether its citizen can change or cancel it on the web; after that the telephone helps."""
    return booking.state == BookingState.BOOKED and clock.now() < changes_until(booking)


def changes_until(booking: Booking) -> datetime:
    """Whoever an outage drives out may go until the visit itself, also when it begins on the very day."""
    return booking.slot.starts_at if is_still_affected(booking) else may_change_until(booking.slot)


def changes_so_far(booking: Booking) -> int:
    """Grows with each change, and never falls."""
    return Event.objects.filter(about_kind=BOOKING, about_key=booking.number, kind__in=CHANGES).count()
