"""What is done with bookings. Each action: one actor, one transaction, one event."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from madoguchi.booking.history import BOOKING, SLOTS
from madoguchi.booking.models import Booking, NumberIssued, Slot, Visitor
from madoguchi.booking.places import take_places
from madoguchi.booking.queries import is_bookable, takes_bookings
from madoguchi.booking.refusals import (
    BeyondService,
    FormUsedAlready,
    NoBookingsHere,
    ProcedureNotOffered,
    SlotNotBookable,
)
from madoguchi.booking.rules import Band, Channel, new_number
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.models import Procedure, Site
from madoguchi.municipality.queries import contract, opening_of, procedures_offered, sites_in_use, value_of

MAY_BOOK = "bookings.edit"
MAY_PUBLISH = "slots.edit"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wish:
    """What somebody asks for; `once_key` makes asking twice harmless."""

    slot_id: int
    procedure: str
    name: str
    kana: str
    phone: str
    email: str
    language: str
    once_key: uuid.UUID


def make_booking(wish: Wish, *, channel: Channel, by: Actor) -> Booking:
    """Take a place and give out a number, or refuse and leave nothing behind."""
    if by.kind is not UserKind.CITIZEN and not by.may(MAY_BOOK):
        raise MissingRight(MAY_BOOK)
    if already := _made_before(wish):
        return already
    try:
        with transaction.atomic():
            return _make_booking(wish, channel=channel, by=by)
    except IntegrityError:
        # The same form sent twice at the same moment: the other one has made the booking.
        if already := _made_before(wish):
            return already
        raise


def _made_before(wish: Wish) -> Booking | None:
    """What the same request has made already. Another person's request with its key (a shared terminal, "back")
    must not be answered with the first one's booking."""
    booking = Booking.objects.filter(once_key=wish.once_key).first()
    if booking is None:
        return None
    visitor = booking.visitors.select_related("procedure").get()
    made = (booking.slot_id, visitor.procedure.code, visitor.name, visitor.kana, booking.phone, booking.email)
    if made != (wish.slot_id, wish.procedure, wish.name, wish.kana, wish.phone, wish.email):
        raise FormUsedAlready
    return booking


def _make_booking(wish: Wish, *, channel: Channel, by: Actor) -> Booking:
    slot = _bookable_slot(wish.slot_id)
    procedure = _offered_procedure(wish.procedure)
    booking = Booking.objects.create(
        number=_issue_number(),
        slot=slot,
        channel=channel.value,
        language=wish.language,
        phone=wish.phone,
        email=wish.email,
        made_at=clock.now(),
        once_key=wish.once_key,
    )
    Visitor.objects.create(booking=booking, position=1, name=wish.name, kana=wish.kana, procedure=procedure)
    take_places(booking, slot, people=1)
    record(
        "booking.made",
        by=by,
        about=About(BOOKING, booking.number),
        facts={
            "starts_at": slot.starts_at.isoformat(),
            "site": slot.site.code,
            "channel": channel.value,
            "procedure": procedure.code,
            "people": 1,
        },
        personal={
            "name": (None, wish.name),
            "kana": (None, wish.kana),
            "phone": (None, wish.phone),
            "email": (None, wish.email),
        },
    )
    return booking


def _bookable_slot(slot_id: int) -> Slot:
    if not takes_bookings():
        raise NoBookingsHere
    slot = Slot.objects.select_related("site").filter(pk=slot_id, site__in=sites_in_use()).first()
    # CAL-14: never outside the service period or the booking window, nor on a day closed since, whatever the form
    # said.
    if slot is None or not is_bookable(slot, now=clock.now()):
        raise SlotNotBookable
    return slot


def _offered_procedure(code: str) -> Procedure:
    for procedure in procedures_offered():
        if procedure.code == code:
            return procedure
    raise ProcedureNotOffered


def _issue_number() -> str:
    while True:
        number = new_number()
        _, is_new = NumberIssued.objects.get_or_create(number=number, defaults={"issued_on": clock.today()})
        if is_new:
            return number


def publish_slots(site: Site, *, first: date, until: date, by: Actor) -> int:
    """Publish the pattern's slots on the counter's opening days in [first, until). What is published already
    stays as it is: publishing never takes a place away. How many slots are new."""
    if not by.may(MAY_PUBLISH) and by.kind is not UserKind.SYSTEM:
        raise MissingRight(MAY_PUBLISH)
    body = contract()
    if not (body.covers(first) and body.covers(until - ONE_DAY)):
        raise BeyondService
    slots = [slot for day in clock.days_from(first, until=until) for slot in _slots_of_pattern(site, day)]
    with transaction.atomic():
        before = Slot.objects.filter(site=site).count()
        Slot.objects.bulk_create(slots, ignore_conflicts=True, batch_size=500)
        new = Slot.objects.filter(site=site).count() - before
        if new:
            record(
                "slots.published",
                by=by,
                about=About(SLOTS, site.code),
                facts={"first_day": first.isoformat(), "last_day": (until - ONE_DAY).isoformat(), "slots": new},
            )
    return new


def _slots_of_pattern(site: Site, day: date) -> list[Slot]:
    opening = opening_of("counter", day, site)
    slots = []
    for band in bands_on(day):
        for starts, ends in band.slot_times():
            starts_at, ends_at = clock.moment(day, starts), clock.moment(day, ends)
            if any(starts_at >= open_.start and ends_at <= open_.end for open_ in opening.intervals):
                slots.append(
                    Slot(
                        site=site,
                        starts_at=starts_at,
                        ends_at=ends_at,
                        people_limit=band.people,
                        bookings_limit=band.bookings,
                    )
                )
    return slots


def bands_on(day: date) -> list[Band]:
    weekday = clock.WEEKDAYS[day.weekday()]
    return [band.as_rule() for band in value_of("booking.bands", on=day) if weekday in band.weekdays]
