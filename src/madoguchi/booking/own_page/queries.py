"""What stands on a booking's own page."""

from madoguchi.booking.capacity.queries import may_change_until
from madoguchi.booking.models import Booking
from madoguchi.booking.rules import BookingState
from madoguchi.core import clock


def may_still_change(booking: Booking) -> bool:
    """Whether its citizen can change or cancel it on the web; after that the telephone helps."""
    return booking.state == BookingState.BOOKED and clock.now() < may_change_until(booking.slot)
