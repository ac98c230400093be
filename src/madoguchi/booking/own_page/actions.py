"""What a citizen does from the booking's own page beyond a single change."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.crypto import salted_hmac

from madoguchi.accounts.disclosure import DISCLOSURE
from madoguchi.booking.actions import (
    Contact,
    Person,
    change_contact,
    change_people,
    contact_of,
    move_booking,
    people_of,
)
from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking, LookUps
from madoguchi.booking.online.actions import refuse_beyond_caps
from madoguchi.booking.own_page.rules import (
    ADDRESS_TRIES,
    NUMBER_TRIES,
    SPAN,
    Tries,
    found,
    is_used_up,
    is_worth_noting,
    tried_again,
)
from madoguchi.booking.queries import booking_of
from madoguchi.booking.refusals import TooManyLookUps
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN, Actor
from madoguchi.core.history.queries import newest_event
from madoguchi.core.history.record import About, record
from madoguchi.core.text.kana import search_key


@transaction.atomic
def revise_visit(
    booking: Booking, people: Sequence[Person], *, to_slot_id: int | None = None, by: Actor
) -> Booking:
    """The people as they should be, at another time if asked: both or neither. Where the first of them is the one who
    booked, the representative's name follows."""
    contact, before = contact_of(booking), people_of(booking)
    # Fewer people move lighter; more people need the new place first.
    are_more = len(people) > len(before)
    if not are_more:
        booking = change_people(booking, people, by=by)
    if to_slot_id is not None:
        booking = move_booking(booking, to_slot_id=to_slot_id, by=by)
    if are_more:
        booking = change_people(booking, people, by=by)
    if (before[0].name, before[0].kana) == (contact.name, contact.kana):
        change_contact(booking, replace(contact, name=people[0].name, kana=people[0].kana), by=by)
    return booking


@transaction.atomic
def revise_contact(booking: Booking, contact: Contact, *, by: Actor) -> Booking:
    """The one who booked, corrected; where that is also the first of the people, there too."""
    before, people = contact_of(booking), people_of(booking)
    if contact.phone != before.phone:
        refuse_beyond_caps(contact.phone, people, slot=booking.slot, but=booking.once_key)
    booking = change_contact(booking, contact, by=by)
    first = replace(people[0], name=contact.name, kana=contact.kana)
    if (people[0].name, people[0].kana) == (before.name, before.kana) and first != people[0]:
        change_people(booking, [first, *people[1:]], by=by)
    return booking


def look_up(number: str, phone: str, *, address: str) -> Booking | None:
    """By number and telephone. Counted before anything is compared, and given back when it was right; whether a number
    exists makes no difference to words or work."""
    digits = "".join(filter(str.isdigit, search_key(number)))
    of_address = _digest(f"address:{address}")
    limits = {_digest(f"number:{digits}"): NUMBER_TRIES, of_address: ADDRESS_TRIES}
    with transaction.atomic():
        rows = _locked(limits)
        now = clock.now()
        if any(is_used_up(row.tries, at=now, limit=limits[row.digest]) for row in rows):
            raise TooManyLookUps
        for row in rows:
            _keep(row, tried_again(row.tries, at=now))
        wrong = next(row.wrong for row in rows if row.digest == of_address)
    _forget_old()
    booking = booking_of(digits, phone)
    with transaction.atomic():
        if booking is None:
            _note_not_found(wrong)
        else:
            for row in _locked(limits):
                _keep(row, found(row.tries))
            _note_found(booking)
    return booking


def _note_not_found(wrong: int) -> None:
    """Neither what was typed nor from where; and ever fewer rows, so that nobody fills the history by guessing."""
    if is_worth_noting(wrong):
        kind = "own_page.stopped" if wrong == ADDRESS_TRIES else "own_page.not_found"
        record(kind, by=CITIZEN, about=About(DISCLOSURE, "bookings"), facts={"wrong": wrong})


def _note_found(booking: Booking) -> None:
    last = newest_event(BOOKING, booking.number, "own_page.found")
    if last is None or clock.now() - last.at >= SPAN:
        record("own_page.found", by=CITIZEN, about=About(BOOKING, booking.number))


def _digest(what: str) -> str:
    return salted_hmac("madoguchi.booking.look_ups", what, algorithm="sha256").hexdigest()


def _locked(limits: dict[str, int]) -> list[LookUps]:
    """In the order of their keys, so that two who look at once do not wait for each other for ever."""
    return [LookUps.objects.select_for_update().get_or_create(pk=digest)[0] for digest in sorted(limits)]


def _keep(row: LookUps, tries: Tries) -> None:
    row.wrong, row.since = tries.wrong, tries.since
    row.save(update_fields=["wrong", "since"])


@transaction.atomic
def _forget_old() -> None:
    """Rows that say nothing any more leave with the next look-up: strangers cannot fill the table for ever."""
    old = LookUps.objects.select_for_update(skip_locked=True).filter(since__lt=clock.now() - SPAN)
    LookUps.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:100])).delete()
