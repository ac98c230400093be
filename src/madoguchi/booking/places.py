"""Taking and giving back places: the only code that moves a slot's counters (notes: booking, design 2–4)."""

from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce

from madoguchi.booking.models import Booking, PlacesTaken, Slot
from madoguchi.booking.refusals import SlotFull


def take_places(booking: Booking, slot: Slot, *, people: int) -> None:
    """By conditional update: on PostgreSQL the WHERE is evaluated again after a lock is waited for, on SQLite there
    is one writer; either way the last place goes to one of two. The caller's transaction falls with a refusal."""
    taken = Slot.objects.filter(
        pk=slot.pk,
        people_taken__lte=F("people_limit") - people,
        bookings_taken__lt=F("bookings_limit"),
    ).update(people_taken=F("people_taken") + people, bookings_taken=F("bookings_taken") + 1)
    if not taken:
        raise SlotFull
    PlacesTaken.objects.create(booking=booking, slot=slot, people=people)


def slots_that_differ_from_the_ledger() -> list[Slot]:
    """Slots whose counters are not what the ledger adds up to. Always empty, or something is broken."""
    slots = Slot.objects.annotate(ledger_people=Coalesce(Sum("taken__people"), 0), ledger_bookings=Count("taken"))
    return list(slots.exclude(people_taken=F("ledger_people"), bookings_taken=F("ledger_bookings")).order_by("pk"))
