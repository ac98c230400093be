"""Taking and giving back places: the only code that moves a slot's counters (notes: booking, design 2–6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DateTimeField,
    F,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking, PlacesTaken, Slot
from madoguchi.booking.refusals import SlotFull
from madoguchi.booking.rules import BookingState
from madoguchi.core.actors import SYSTEM
from madoguchi.core.asked_again import Change, Given, Writing, asked_again, changed_again
from madoguchi.core.history.record import About, record


@dataclass(frozen=True)
class Step:
    """What happens to one slot's counters."""

    slot_id: int
    people: int
    bookings: int
    by_web: bool
    as_affected: bool = False  # may take the places that are protected for whoever an outage touches


def take_places(booking: Booking, slot: Slot, *, people: int, by_web: bool, now: datetime) -> None:
    """By conditional update: on PostgreSQL the WHERE is evaluated again after a lock is waited for, on SQLite there
    is one writer; either way the last place goes to one of two. The caller's transaction falls with a refusal."""
    _walk([Step(slot.pk, people, 1, by_web)], booking, now=now)
    PlacesTaken.objects.create(booking=booking, slot=slot, people=people, by_web=by_web)


def move_places(booking: Booking, *, to: Slot, people: int, now: datetime, as_affected: bool = False) -> None:
    """Take the new places and give the old ones back, or neither. Slots are walked in the order of their keys, so
    that two who change places with each other do not wait for each other for ever."""
    held = _places_of(booking.pk)[0]
    if held.slot_id == to.pk and held.people == people:
        # Nothing moves, but the slot's row is held: an outage or a closure that begins comes before or after.
        _locked(to.pk)
        return
    if held.slot_id == to.pk:
        _walk([Step(to.pk, people - held.people, 0, held.by_web)], booking, now=now)
    else:
        back = Step(held.slot_id, -held.people, -1, held.by_web)
        _walk([back, Step(to.pk, people, 1, held.by_web, as_affected)], booking, now=now)
    PlacesTaken.objects.filter(pk=held.pk).update(slot=to, people=people)


def give_back_places(booking: Booking, *, now: datetime) -> None:
    held = _places_of(booking.pk)[0]
    _walk([Step(held.slot_id, -held.people, -1, held.by_web)], booking, now=now)
    held.delete()


def lapse_holds(holds: Iterable[Booking], *, now: datetime) -> int:
    """Give back what was held and not confirmed in time. Compare and swap: confirming wins or loses, never both. A
    hold that somebody is working on at this moment is left to them: waiting for it while holding a slot, as they may
    be waiting for that slot, neither would ever come on."""
    lapsed = 0
    for hold in holds:
        over = Booking.objects.filter(pk=hold.pk, state=BookingState.HELD, expires_at__lte=now)
        if over.select_for_update(skip_locked=True).first() and over.update(state=BookingState.LAPSED):
            give_back_places(hold, now=now)
            facts = {"starts_at": hold.slot.starts_at.isoformat(), "site": hold.slot.site.code}
            record("booking.lapsed", by=SYSTEM, about=About(BOOKING, hold.once_key.hex), facts=facts)
            lapsed += 1
    return lapsed


def lapsed_holds(*, now: datetime, slot_id: int | None = None) -> QuerySet[Booking]:
    held = Booking.objects.select_related("slot__site")
    holds = held.filter(state=BookingState.HELD, expires_at__lte=now)
    return holds.filter(slot=slot_id) if slot_id else holds


def slots_that_differ_from_the_ledger() -> list[Slot]:
    """Slots whose counters are not what the ledger adds up to. Always empty, or something is broken."""
    of_web = Q(taken__by_web=True)
    slots = Slot.objects.annotate(
        ledger_people=Coalesce(Sum("taken__people"), 0),
        ledger_bookings=Count("taken"),
        ledger_web=Coalesce(Sum("taken__people", filter=of_web), 0),
    ).exclude(people_taken=F("ledger_people"), bookings_taken=F("ledger_bookings"), web_taken=F("ledger_web"))
    return list(slots.order_by("pk"))


def _walk(steps: list[Step], booking: Booking, *, now: datetime) -> None:
    for step in sorted(steps, key=lambda step: step.slot_id):
        if _take(step, now=now):
            continue
        # Perhaps only holds that nobody has confirmed in time stand in the way: others', not the one that is late
        # itself and being worked on, whose places these steps reckon with.
        others = lapsed_holds(now=now, slot_id=step.slot_id).exclude(pk=booking.pk)
        if lapse_holds(others, now=now) and _take(step, now=now):
            continue
        raise SlotFull


def protected_at(now: datetime | Given) -> Case:
    """How many places of a slot are protected at a moment."""
    return Case(
        When(protected_until__gt=now, then=F("people_protected")), default=Value(0), output_field=IntegerField()
    )


def _take(step: Step, *, now: datetime) -> bool:
    take = _taking(step.people > 0, step.bookings > 0, step.by_web, step.as_affected)
    return bool(take(step.slot_id, step.people, step.bookings, now))


@cache
def _taking(more_people: bool, one_more: bool, by_web: bool, as_affected: bool) -> Change:
    """The guarded update of a slot's counters, one for each kind of step: made once."""

    @changed_again(BigIntegerField(), IntegerField(), IntegerField(), DateTimeField())
    def take(slot_id: Given, people: Given, bookings: Given, now: Given) -> Writing:
        slots = Slot.objects.filter(pk=slot_id)
        # Each protected place may be wanted by somebody who comes alone: a booking is kept free with it.
        protected = Value(0) if as_affected else protected_at(now)
        if more_people:
            slots = slots.filter(people_taken__lte=F("people_limit") - F("people_blocked") - protected - people)
            if by_web:
                slots = slots.filter(_open_to_the_web(people, as_affected=as_affected, now=now))
        if one_more:
            slots = slots.filter(bookings_taken__lte=F("bookings_limit") - protected - bookings)
        taken = {"people_taken": F("people_taken") + people, "bookings_taken": F("bookings_taken") + bookings}
        of_web = {"web_taken": F("web_taken") + people} if by_web else {}
        used = {"people_protected": Greatest(F("people_protected") - people, Value(0))}
        return slots, {**taken, **of_web, **(used if as_affected and more_people else {})}

    return take


def _open_to_the_web(people: Given, *, as_affected: bool, now: Given) -> Q:
    """Within the web's share, or after the telephone's is released; a protected place is nobody's share."""
    is_released = Q(kept_until__isnull=True) | Q(kept_until__lte=now)
    web_limit = F("people_limit") - F("people_blocked") - F("people_kept") - people
    allowed = is_released | Q(web_taken__lte=web_limit)
    if as_affected:
        allowed |= Q(protected_until__gt=now, people_protected__gte=people)
    return allowed


@asked_again(BigIntegerField())
def _places_of(booking_id: Given) -> QuerySet[PlacesTaken]:
    return PlacesTaken.objects.filter(booking=booking_id)


@asked_again(BigIntegerField())
def _locked(slot_id: Given) -> QuerySet[Slot, int]:
    return Slot.objects.select_for_update().filter(pk=slot_id).values_list("pk", flat=True)
