"""Holds of one member of staff, and what was told about a booking."""

import uuid

from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of, newest_event

MAY_BOOK = "bookings.edit"
TOLD_SEPARATOR = "、"


def open_holds_of(actor: Actor) -> list[Booking]:
    """What this person holds and has not confirmed: a call that broke off can be taken up again."""
    held = Booking.objects.filter(state=BookingState.HELD, expires_at__gt=clock.now()).exclude(channel=Channel.WEB)
    by_key = {hold.once_key.hex: hold for hold in held.select_related("slot__site", "places").order_by("made_at")}
    made = Event.objects.filter(about_kind=BOOKING, about_key__in=by_key, kind="booking.held")
    own = set(made.filter(actor_kind=actor.kind.value, actor_key=actor.key).values_list("about_key", flat=True))
    return [hold for key, hold in by_key.items() if key in own]


def hold_behind(once_key: uuid.UUID, actor: Actor) -> Booking | None:
    """A hold of staff, living or lapsed, or the booking it has become."""
    if not actor.may(MAY_BOOK):
        return None
    holds = Booking.objects.filter(once_key=once_key).exclude(channel=Channel.WEB)
    return holds.select_related("slot__site", "places").first()


def people_held(hold: Booking) -> int:
    """For how many it keeps places; once it has lapsed, for how many it was made."""
    if hasattr(hold, "places"):
        return hold.places.people
    made = newest_event(BOOKING, hold.once_key.hex, "booking.held")
    return int(facts_of(made)["people"]) if made else 1


def told_before(booking: Booking) -> list[str]:
    """What has been ticked off already; nothing any more once the time or the people have changed."""
    last = newest_event(BOOKING, booking.number, "booking.told", "booking.moved", "booking.people_changed")
    return str(facts_of(last)["told"]).split(TOLD_SEPARATOR) if last and last.kind == "booking.told" else []
