"""Holds over a planned stop: who was filling in a form when it began finds the place kept afterwards."""

from datetime import datetime

from madoguchi.booking.models import Booking
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core import clock


def keep_holds_until(moment: datetime, *, of_staff_too: bool) -> int:
    """Living holds last until then; those of staff only when staff cannot work either. How many were prolonged."""
    living = Booking.objects.filter(state=BookingState.HELD, expires_at__gt=clock.now(), expires_at__lt=moment)
    if not of_staff_too:
        living = living.filter(channel=Channel.WEB)
    return living.update(expires_at=moment)


def let_holds_end_by(moment: datetime) -> int:
    """The stop is over early: places are not kept until its planned end."""
    return Booking.objects.filter(state=BookingState.HELD, expires_at__gt=moment).update(expires_at=moment)
