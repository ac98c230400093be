"""Who may book, and which slot may be booked now: what every way to a booking asks first."""

import uuid
from functools import cache

from django.db.models import BigIntegerField, DateTimeField, QuerySet, UUIDField
from django_stubs_ext import WithAnnotations

from madoguchi.booking.capacity.places import lapsed_holds
from madoguchi.booking.capacity.queries import is_bookable, takes_bookings
from madoguchi.booking.capacity.window import Remaining, with_remaining
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.refusals import NoBookingsHere, SlotFull, SlotNotBookable
from madoguchi.booking.rules import Channel
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.asked_again import Given, Question, asked_again
from madoguchi.municipality.picture import look_again
from madoguchi.municipality.queries import is_in_use

MAY_BOOK = "bookings.edit"


def need_right(by: Actor) -> None:
    by.need(MAY_BOOK, also=[UserKind.CITIZEN, UserKind.SYSTEM])


def bookable_slot(slot_id: int, *, by: Actor) -> Slot:
    """The slot, if whoever acts may take places in it now; asked in the transaction that takes them."""
    look_again()
    if not takes_bookings():
        raise NoBookingsHere
    slot = _slot.first(slot_id)
    now = clock.now()
    if slot is None or slot.starts_at <= now or not is_in_use(slot.site):
        raise SlotNotBookable
    # CAL-14: never outside the service period or the booking window, whatever the form said. Staff may still book
    # for today: somebody stands at the counter or is on the line.
    if not is_bookable(slot, now=now, for_web=not by.may(MAY_BOOK)):
        raise SlotNotBookable
    return slot


def refuse_what_is_full(slot_id: int, *, people: int, once_key: uuid.UUID, channel: Channel, by: Actor) -> None:
    """Before a transaction begins, as the pages show it: who comes too late waits for no lock, and keeps nobody waiting
    who does not. Only the guarded update gives places; nobody gets one by this."""
    now = clock.now()
    slot = _shown(channel is Channel.WEB).first(slot_id, now)
    if slot is None or slot.remaining >= people:
        return
    # A hold that has lapsed gives its places back, and whoever is known has places of their own to move.
    if lapsed_holds(now=now, slot_id=slot_id).exists() or _known(once_key):
        return
    bookable_slot(slot_id, by=by)  # or a better reason
    raise SlotFull


@cache
def _shown(for_web: bool) -> "Question[WithAnnotations[Slot, Remaining]]":
    @asked_again(BigIntegerField(), DateTimeField())
    def shown(slot_id: Given, now: Given) -> "QuerySet[WithAnnotations[Slot, Remaining]]":
        return with_remaining(Slot.objects.filter(pk=slot_id), now=now, for_web=for_web)

    return shown


@asked_again(BigIntegerField())
def _slot(slot_id: Given) -> QuerySet[Slot]:
    return Slot.objects.select_related("site").filter(pk=slot_id)


@asked_again(UUIDField())
def _known(once_key: Given) -> QuerySet[Booking, int]:
    return Booking.objects.filter(once_key=once_key).values_list("pk", flat=True)
