"""Places that are protected for whoever an outage touches: newcomers of no channel get them before their moment."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from madoguchi.booking.history import SLOTS
from madoguchi.booking.models import Slot
from madoguchi.booking.refusals import PlacesNotFree, ReleaseWouldBePast
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record

MAY_PROTECT = "slots.edit"


def protect_places(
    people_by_slot: Mapping[int, int], *, until: datetime, adds_places: bool = False, by: Actor
) -> int:
    """As many as said in each slot, all or nothing; 0 gives them back to everybody. `adds_places`: what is missing is
    added to the limits instead of being taken from what is free. How many slots have changed."""
    by.need(MAY_PROTECT)
    if until <= clock.now():
        raise ReleaseWouldBePast
    with transaction.atomic():
        slots = Slot.objects.filter(pk__in=people_by_slot).select_related("site").order_by("pk")
        held = list(slots.select_for_update(of=("self",)))
        return sum(
            _protect(slot, people_by_slot[slot.pk], until=until, adds_places=adds_places, by=by) for slot in held
        )


def release_all_places(*, by: Actor) -> int:
    """When no outage is open any more, nobody has a claim to them."""
    with transaction.atomic():
        slots = Slot.objects.filter(people_protected__gt=0).select_related("site").order_by("pk")
        held = list(slots.select_for_update(of=("self",)))
        for slot in held:
            _record(slot, 0, None, by=by)
        Slot.objects.filter(pk__in=[slot.pk for slot in held]).update(people_protected=0, protected_until=None)
        return len(held)


def protected_in(slot: Slot, *, now: datetime) -> int:
    is_in_force = slot.protected_until is not None and slot.protected_until > now
    return slot.people_protected if is_in_force else 0


def _protect(slot: Slot, people: int, *, until: datetime, adds_places: bool, by: Actor) -> bool:
    now = clock.now()
    before = protected_in(slot, now=now)
    moment = min(until, slot.starts_at) if people else None
    if (people, moment) == (before, slot.protected_until):
        return False
    more = max(people - before, 0) if adds_places else 0
    free_people = slot.people_limit - slot.people_blocked - slot.people_taken
    if people > more + min(free_people, slot.bookings_limit - slot.bookings_taken):
        raise PlacesNotFree(clock.in_tokyo(slot.starts_at))
    Slot.objects.filter(pk=slot.pk).update(
        people_limit=F("people_limit") + more,
        bookings_limit=F("bookings_limit") + more,
        people_protected=people,
        protected_until=moment,
    )
    _record(slot, people, moment, by=by, more=more)
    return True


def _record(slot: Slot, people: int, until: datetime | None, *, by: Actor, more: int = 0) -> None:
    record(
        "slots.protected" if people else "slots.unprotected",
        by=by,
        about=About(SLOTS, slot.site.code),
        facts={
            "starts_at": slot.starts_at.isoformat(),
            "protected_until": clock.in_tokyo(until).isoformat() if until else None,
        },
        changes={
            "people_protected": (slot.people_protected, people),
            "people": (slot.people_limit, slot.people_limit + more),
        },
    )
