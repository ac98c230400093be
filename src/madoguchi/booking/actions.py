"""What is done with bookings. Each action: one actor, one transaction, one event."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import zip_longest

from django.db import IntegrityError, transaction
from django.db.models import CharField, QuerySet, UUIDField

from madoguchi.booking.bookable import MAY_BOOK as MAY_BOOK
from madoguchi.booking.bookable import bookable_slot, need_right, refuse_what_is_full
from madoguchi.booking.capacity.places import give_back_places, move_places, take_places
from madoguchi.booking.capacity.queries import hold_minutes
from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking, NumberIssued, Slot
from madoguchi.booking.outages.door import card_people, note_moved_away, refuse_during_outage
from madoguchi.booking.outages.queries import is_still_affected
from madoguchi.booking.own_page.queries import changes_until
from madoguchi.booking.refusals import (
    BookingIsOver,
    FamilyBookingOff,
    FormUsedAlready,
    HoldLapsed,
    LastVisitor,
    MovedAlready,
    ProcedureNotOffered,
    TooLateToChange,
    TooManyVisitors,
)
from madoguchi.booking.rules import MOST_VISITORS, BookingState, Channel, may_move, new_number
from madoguchi.booking.visitors import write_visitors
from madoguchi.booking.wish import Contact as Contact
from madoguchi.booking.wish import Person as Person
from madoguchi.booking.wish import Wish as Wish
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.asked_again import Given, asked_again
from madoguchi.core.history.record import About, record
from madoguchi.municipality.models import Procedure
from madoguchi.municipality.queries import is_on, procedures_offered

# Making


def make_booking(wish: Wish, *, channel: Channel, by: Actor) -> Booking:
    """Take the places and give out a number, or refuse and leave nothing behind. A hold with the same key, or the
    booking itself where it is sent twice, is taken up."""
    try:
        with transaction.atomic():
            return book_now(wish, channel=channel, by=by)
    except IntegrityError:
        if already := made_meanwhile(wish):
            return already
        raise


def made_meanwhile(wish: Wish) -> Booking | None:
    """The same form sent twice at the same moment: the other one has made the booking."""
    already = Booking.objects.filter(once_key=wish.once_key).exclude(number="").first()
    return _as_asked_before(already, wish) if already else None


def hold_places(
    slot_id: int, *, people: int, once_key: uuid.UUID, channel: Channel, language: str, by: Actor
) -> Booking:
    """Keep places for the minutes that it takes to fill in a form, or to read it out. Asked again with the same key
    it is extended, and moved to another slot or size if that is asked."""
    refuse_what_is_full(slot_id, people=people, once_key=once_key, channel=channel, by=by)
    with transaction.atomic():
        return hold_now(slot_id, people=people, once_key=once_key, channel=channel, language=language, by=by)


def hold_now(
    slot_id: int,
    *,
    people: int,
    once_key: uuid.UUID,
    channel: Channel,
    language: str,
    by: Actor,
    anew: bool = False,
    is_first: bool = False,
) -> Booking:
    """`hold_places` in the caller's transaction, which falls with a refusal. `anew`: also where it has lapsed.
    `is_first`: the caller has looked, and nothing had been asked with this key."""
    need_right(by)
    slot = bookable_slot(slot_id, by=by)
    now = clock.now()
    expires_at = now + timedelta(minutes=hold_minutes())
    held = None if is_first else _locked_under.first(once_key)
    if held is None or (anew and held.state == BookingState.LAPSED):
        held = held or Booking(once_key=once_key, channel=channel.value)
        held.state, held.expires_at, held.slot = BookingState.HELD, expires_at, slot
        held.language, held.made_at = language, now
        held.save()
        take_places(held, slot, people=people, by_web=channel is Channel.WEB, now=now)
        record("booking.held", by=by, about=_about(held), facts=_place(slot, people=people, channel=channel))
        return held
    if held.state != BookingState.HELD:
        raise HoldLapsed
    before = held.slot
    move_places(held, to=slot, people=people, now=now)
    held.slot, held.expires_at = slot, expires_at
    held.save(update_fields=["slot", "expires_at"])
    if before.pk != slot.pk:
        record("booking.hold_moved", by=by, about=_about(held), facts=_place(slot), changes=_moved(before, slot))
    return held


def release_hold(once_key: uuid.UUID, *, by: Actor) -> bool:
    """Give held places back before they lapse."""
    with transaction.atomic():
        held = Booking.objects.select_for_update().filter(once_key=once_key, state=BookingState.HELD).first()
        if held is None:
            return False
        now = clock.now()
        Booking.objects.filter(pk=held.pk).update(state=BookingState.LAPSED, expires_at=now)
        give_back_places(held, now=now)
        record("booking.released", by=by, about=_about(held), facts=_place(held.slot))
        return True


def book_now(wish: Wish, *, channel: Channel, by: Actor) -> Booking:
    """`make_booking` in the caller's transaction, which falls with a refusal."""
    need_right(by)
    known = _locked_under.first(wish.once_key)
    if known is not None and known.number:
        return _as_asked_before(known, wish)
    slot = bookable_slot(wish.slot_id, by=by)
    procedures = _offered_procedures(wish.people)
    _refuse_too_many(wish.people)
    now = clock.now()
    booking = Booking(pk=known.pk if known else None, once_key=wish.once_key, made_at=now)
    booking.state, booking.number, booking.slot = BookingState.BOOKED, _issue_number(), slot
    booking.channel, booking.language = channel.value, wish.language
    for name, value in vars(wish.contact).items():
        setattr(booking, name, value)
    booking.save()
    _take_up_places(booking, known, slot, people=len(wish.people), channel=channel, now=now)
    refuse_during_outage(slot, [procedures[person.procedure] for person in wish.people])
    _write_visitors(booking, wish.people, procedures, are_first=True)
    record(
        "booking.made",
        by=by,
        about=_about(booking),
        facts={
            **_place(slot, people=len(wish.people), channel=channel),
            "procedures": [person.procedure for person in wish.people],
        },
        personal={
            **{name: (None, value) for name, value in vars(wish.contact).items()},
            **_persons_changed([], wish.people),
        },
    )
    return booking


def _as_asked_before(booking: Booking, wish: Wish) -> Booking:
    """Another person's request with the same key (a shared terminal, "back") must not be answered with the first
    one's booking."""
    made = (booking.slot_id, contact_of(booking), people_of(booking))
    if made != (wish.slot_id, wish.contact, list(wish.people)):
        raise FormUsedAlready
    return booking


def _take_up_places(
    booking: Booking, held: Booking | None, slot: Slot, *, people: int, channel: Channel, now: datetime
) -> None:
    """From a living hold the places pass on; a lapsed one, or none, takes them anew: while there are any, a person
    who was slow loses nothing."""
    if held is not None and held.state == BookingState.HELD:
        move_places(booking, to=slot, people=people, now=now)
    else:
        take_places(booking, slot, people=people, by_web=channel is Channel.WEB, now=now)


# Changing


def move_booking(
    booking: Booking, *, to_slot_id: int, by: Actor, only_from: int | None = None, reason: str = ""
) -> Booking:
    """Another time under the same number. The old place is given back only when the new one is certain. `only_from`:
    the slot in which the mover saw it; somebody else may have been quicker."""
    with _open_booking(booking, by=by) as now_held:
        before = now_held.slot
        if only_from is not None and before.pk != only_from:
            raise MovedAlready
        slot = bookable_slot(to_slot_id, by=by)
        if before.pk == slot.pk:
            return now_held
        visitors = list(now_held.visitors.select_related("procedure"))
        as_affected = is_still_affected(now_held)
        move_places(now_held, to=slot, people=len(visitors), now=clock.now(), as_affected=as_affected)
        refuse_during_outage(slot, [visitor.procedure for visitor in visitors])
        note_moved_away(now_held, by=by)
        now_held.slot = slot
        now_held.save(update_fields=["slot"])
        record(
            "booking.moved",
            by=by,
            about=_about(now_held),
            facts={**_place(slot), "reason": reason or None},
            changes=_moved(before, slot),
        )
        return now_held


def change_people(booking: Booking, people: Sequence[Person], *, by: Actor) -> Booking:
    """The people of a booking as they should be: more (if there is room), fewer, or corrected."""
    with _open_booking(booking, by=by) as now_held:
        if not people:
            raise LastVisitor
        _refuse_too_many(people)
        before = people_of(now_held)
        offered = _offered_procedures([person for person in people if person not in before])
        procedures = offered | _known_procedures(now_held)
        wanted, known = ([procedures[person.procedure] for person in group] for group in (people, before))
        move_places(now_held, to=now_held.slot, people=len(people), now=clock.now())
        if card_people(wanted) > card_people(known):
            refuse_during_outage(now_held.slot, wanted)
        _write_visitors(now_held, people, procedures)
        record(
            "booking.people_changed",
            by=by,
            about=_about(now_held),
            facts=_place(now_held.slot),
            changes={
                "people": (len(before), len(people)),
                "procedures": ([p.procedure for p in before], [p.procedure for p in people]),
            },
            personal=_persons_changed(before, people),
        )
        return now_held


def change_contact(booking: Booking, contact: Contact, *, by: Actor) -> Booking:
    with _open_booking(booking, by=by) as now_held:
        before = contact_of(now_held)
        if before == contact:
            return now_held
        for name, value in vars(contact).items():
            setattr(now_held, name, value)
        now_held.save()
        record(
            "booking.contact_changed",
            by=by,
            about=_about(now_held),
            facts=_place(now_held.slot),
            personal={name: (getattr(before, name), value) for name, value in vars(contact).items()},
        )
        return now_held


def cancel_booking(booking: Booking, *, by: Actor, reason: str = "") -> Booking:
    """The places are free again at once, for everybody (001 §7(4)ク)."""
    with _open_booking(booking, by=by, to=BookingState.CANCELLED) as now_held:
        give_back_places(now_held, now=clock.now())
        now_held.state = BookingState.CANCELLED
        now_held.save(update_fields=["state"])
        record(
            "booking.cancelled",
            by=by,
            about=_about(now_held),
            facts={**_place(now_held.slot), "reason": reason or None},
        )
        return now_held


# What they share


def people_of(booking: Booking) -> list[Person]:
    visitors = booking.visitors.select_related("procedure")
    return [Person(visitor.name, visitor.kana, visitor.procedure.code) for visitor in visitors]


def contact_of(booking: Booking) -> Contact:
    return Contact(**{name: getattr(booking, name) for name in Contact.__dataclass_fields__})


@contextmanager
def _open_booking(booking: Booking, *, by: Actor, to: BookingState = BookingState.BOOKED) -> Iterator[Booking]:
    """The booking as it is now, locked, in one transaction; refused when it is over or (for citizens) too late."""
    need_right(by)
    with transaction.atomic():
        # Locked by itself: joined to a slot that somebody else has just changed, PostgreSQL finds nobody.
        current = Booking.objects.select_for_update().get(pk=booking.pk)
        state = BookingState(current.state)
        if state != BookingState.BOOKED or not (to == state or may_move(state, to)):
            raise BookingIsOver
        if by.kind is UserKind.CITIZEN and clock.now() >= changes_until(current):
            raise TooLateToChange
        yield current


def _offered_procedures(people: Iterable[Person]) -> dict[str, Procedure]:
    offered = {procedure.code: procedure for procedure in procedures_offered()}
    if any(person.procedure not in offered for person in people):
        raise ProcedureNotOffered
    return offered


def _known_procedures(booking: Booking) -> dict[str, Procedure]:
    """A procedure that is not offered any more stays on the bookings that have it."""
    return {visitor.procedure.code: visitor.procedure for visitor in booking.visitors.select_related("procedure")}


def _refuse_too_many(people: Sequence[Person]) -> None:
    if len(people) > 1 and not is_on("family_booking"):
        raise FamilyBookingOff
    if len(people) > MOST_VISITORS:
        raise TooManyVisitors(MOST_VISITORS)


def _write_visitors(
    booking: Booking, people: Sequence[Person], procedures: dict[str, Procedure], *, are_first: bool = False
) -> None:
    rows = [(person.name, person.kana, procedures[person.procedure]) for person in people]
    write_visitors(booking, rows, are_first=are_first)


def _issue_number() -> str:
    while True:
        number = new_number()
        if not _issued_before.first(number):
            NumberIssued.objects.create(number=number, issued_on=clock.today())
            return number


@asked_again(UUIDField())
def _locked_under(once_key: Given) -> QuerySet[Booking]:
    return Booking.objects.select_for_update().filter(once_key=once_key)


@asked_again(CharField())
def _issued_before(number: Given) -> QuerySet[NumberIssued]:
    return NumberIssued.objects.filter(number=number)


def _about(booking: Booking) -> About:
    return About(BOOKING, booking.number or booking.once_key.hex)


def _place(slot: Slot, *, people: int | None = None, channel: Channel | None = None) -> dict[str, object]:
    return {
        "starts_at": slot.starts_at.isoformat(),
        "site": slot.site.code,
        "people": people,
        "channel": channel.value if channel else None,
    }


def _moved(before: Slot, to: Slot) -> dict[str, tuple[str, str]]:
    return {
        "starts_at": (before.starts_at.isoformat(), to.starts_at.isoformat()),
        "site": (before.site.code, to.site.code),
    }


def _persons_changed(before: Sequence[Person], after: Sequence[Person]) -> dict[str, tuple[str, str]]:
    nobody = Person("", "", "")
    pairs = zip_longest(before, after, fillvalue=nobody)
    return {
        f"visitor_{position}_{name}": (getattr(old, name), getattr(new, name))
        for position, (old, new) in enumerate(pairs, start=1)
        for name in ("name", "kana")
    }
