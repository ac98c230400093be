"""Holds and the clock: they lapse, unless a planned stop came over somebody who was filling in a form."""

from datetime import datetime

from django.db import transaction

from madoguchi.booking.capacity.places import lapse_holds, lapsed_holds
from madoguchi.booking.models import Booking
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core import clock


def release_lapsed_holds() -> int:
    """Periodic: what nobody confirmed in time is free again. Each hold in a transaction of its own."""
    released = 0
    for held in lapsed_holds(now=clock.now()):
        with transaction.atomic():
            released += lapse_holds([held], now=clock.now())
    return released


def keep_holds_until(moment: datetime, *, of_staff_too: bool) -> int:
    """Living holds last until then; those of staff only when staff cannot work either. How many were prolonged."""
    living = Booking.objects.filter(state=BookingState.HELD, expires_at__gt=clock.now(), expires_at__lt=moment)
    if not of_staff_too:
        living = living.filter(channel=Channel.WEB)
    return living.update(expires_at=moment)


def let_holds_end_by(moment: datetime) -> int:
    """The stop is over early: places are not kept until its planned end."""
    return Booking.objects.filter(state=BookingState.HELD, expires_at__gt=moment).update(expires_at=moment)
