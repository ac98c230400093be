"""Bookings: made once, read by who may, changed by who has seen them as they are, cancelled."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from ninja import Body, Header, Path, Router

from madoguchi.accounts.disclosure import record_view
from madoguchi.accounts.tokens.actions import Caller
from madoguchi.accounts.tokens.rules import Scope
from madoguchi.api.door import ApiRequest, Token
from madoguchi.api.etags import etag_of, refuse_unless_seen
from madoguchi.api.once import make_once, uuid_for
from madoguchi.api.places import needs_national_system, slot_read
from madoguchi.api.problems import invalid
from madoguchi.api.shapes import (
    BookingChanged,
    BookingMade,
    BookingRead,
    BookingSent,
    CancelSent,
    ContactRead,
    PersonRead,
    PersonSent,
)
from madoguchi.booking.actions import (
    Contact,
    Person,
    Wish,
    cancel_booking,
    change_contact,
    change_people,
    contact_of,
    make_booking,
    move_booking,
    people_of,
)
from madoguchi.booking.capacity.queries import nearest_free_slots, takes_bookings
from madoguchi.booking.history import BOOKING
from madoguchi.booking.items import ITEM_LABELS, Need, accommodations, items_in_order
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.online.actions import book_held
from madoguchi.booking.own_page.secret import secret_of
from madoguchi.booking.queries import bookings_made_by, bookings_visible_to
from madoguchi.booking.refusals import NationalSystemStops, NoBookingsHere, SlotFull, SlotNotBookable
from madoguchi.booking.rules import CANCEL_REASON_LABELS, BookingState, Channel
from madoguchi.core import clock
from madoguchi.core.actors import UserKind
from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal

# By which way a booking came follows from whom the machine acts for (001 §9).
CHANNELS = {
    UserKind.CITIZEN: Channel.WEB,
    UserKind.CALL_CENTRE: Channel.TELEPHONE,
    UserKind.CITY: Channel.CITY,
}
READING = (Scope.BOOKINGS_READ, Scope.BOOKINGS_OWN)

Number = Annotated[str, Path(pattern=r"^\d{8}$", description="Eight digits, as they are kept.", example="12345678")]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="Yours, a new one for each booking (a UUID). Send the same again when you got no answer.",
        example="7c4a8d09-ca37-4f6e-9d1b-1f0b5b9e8a11",
    ),
]
IfMatch = Annotated[
    str,
    Header(alias="If-Match", max_length=1000, description="The ETag that you got with what you are changing."),
]

router = Router(tags=["bookings"])


@router.post("/bookings", response={201: BookingMade}, auth=Token(Scope.BOOKINGS_WRITE), operation_id="makeBooking")
def make(
    request: ApiRequest, response: HttpResponse, key: IdempotencyKey, sent: Annotated[BookingSent, Body()]
) -> BookingMade:
    """Takes a place for everybody in `people`, or refuses and leaves nothing behind. When the time is full, `next`
    in the problem names the nearest times that are free for so many."""
    caller = request.auth
    once_key = hold_key(caller, sent.hold) if sent.hold else uuid_for(caller, f"booking:{key}")
    wish = Wish(
        slot_id=sent.slot,
        contact=_asked_of(caller, _contact(sent.contact.model_dump())),
        people=_people(sent.people),
        language=sent.language.value,
        once_key=once_key,
    )
    with offering_others(caller, sent.slot, procedures=[person.procedure for person in sent.people]):
        booking, is_new = make_once(
            caller,
            key,
            sent.model_dump_json(),
            once_key=once_key,
            make=lambda: _book(wish, caller),
        )
    if not is_new:
        record_view(About(BOOKING, booking.number), by=caller.actor)
        response["Idempotency-Replayed"] = "true"
    shown = booking_read(booking)
    response["Location"] = reverse("api:booking", args=[booking.number])
    response["ETag"] = etag_of(shown)
    return BookingMade(**shown.model_dump(), own_page=reverse("citizen:my_page", args=[secret_of(booking)]))


@router.get(
    "/bookings/{number}", response=BookingRead, auth=Token(*READING), operation_id="readBooking", url_name="booking"
)
def read(request: ApiRequest, response: HttpResponse, number: Number) -> BookingRead:
    """With bookings.read any booking, with bookings.own those that this token made; any other number is not found.
    Every reading of somebody's data is on record."""
    booking = _booking_or_404(request.auth, number)
    record_view(About(BOOKING, number), by=request.auth.actor)
    return _answered(booking, response)


@router.patch(
    "/bookings/{number}", response=BookingRead, auth=Token(Scope.BOOKINGS_WRITE), operation_id="changeBooking"
)
def change(
    request: ApiRequest,
    response: HttpResponse,
    number: Number,
    sent: Annotated[BookingChanged, Body()],
    if_match: IfMatch = "",
) -> BookingRead:
    """Another time, other people, another contact: what is sent is changed, all of it or nothing. `If-Match` says
    which state of the booking you have seen; when it has changed meanwhile, nothing is done (412)."""
    caller = request.auth
    found = _booking_or_404(caller, number)
    wished = [person.procedure for person in sent.people or people_of(found)]
    with offering_others(caller, sent.slot or found.slot_id, procedures=wished), transaction.atomic():
        _refuse_unless_seen(found, if_match)
        _change(found, sent, caller)
    return _answered(_booking_or_404(caller, number), response)


@router.post(
    "/bookings/{number}/cancel",
    response=BookingRead,
    auth=Token(Scope.BOOKINGS_WRITE),
    operation_id="cancelBooking",
)
def cancel(
    request: ApiRequest,
    response: HttpResponse,
    number: Number,
    sent: Annotated[CancelSent | None, Body()] = None,
    if_match: IfMatch = "",
) -> BookingRead:
    """The places are free again at once. What is cancelled already stays so, and is answered the same way; `If-Match`
    may be sent, and is heeded."""
    caller = request.auth
    found = _booking_or_404(caller, number)
    reason = CANCEL_REASON_LABELS[sent.reason] if sent and sent.reason else ""
    with transaction.atomic():
        locked = Booking.objects.select_for_update().get(pk=found.pk)
        if if_match:
            refuse_unless_seen(if_match, booking_read(locked))
        if locked.state != BookingState.CANCELLED:
            cancel_booking(locked, by=caller.actor, reason=reason)
    return _answered(_booking_or_404(caller, number), response)


def hold_key(caller: Caller, hold: uuid.UUID) -> uuid.UUID:
    return uuid_for(caller, f"hold:{hold.hex}")


def booking_read(booking: Booking) -> BookingRead:
    return BookingRead(
        number=booking.number,
        spoken_number=booking.spoken_number,
        state=BookingState(booking.state),
        channel=Channel(booking.channel),
        language=booking.language,
        slot=slot_read(booking.slot),
        people=[PersonRead(**vars(person)) for person in people_of(booking)],
        contact=_contact_read(booking),
        made_at=clock.in_tokyo(booking.made_at),
    )


def bookings_for(caller: Caller) -> QuerySet[Booking]:
    if Scope.BOOKINGS_READ in caller.scopes:
        return bookings_visible_to(caller.actor)
    if Scope.BOOKINGS_OWN in caller.scopes:
        return bookings_made_by(caller.actor)
    return Booking.objects.none()


def _book(wish: Wish, caller: Caller) -> Booking:
    """Who books for citizens is held to what citizens may: so many bookings under one telephone number."""
    slot = Slot.objects.filter(pk=wish.slot_id).first()
    if slot and caller.actor.kind is UserKind.CITIZEN:
        return book_held(wish, slot, by=caller.actor)
    return make_booking(wish, channel=CHANNELS[caller.actor.kind], by=caller.actor)


def _booking_or_404(caller: Caller, number: str) -> Booking:
    if not takes_bookings():
        raise NoBookingsHere
    booking = bookings_for(caller).filter(number=number).first()
    if booking is None:
        raise Http404
    return booking


def _answered(booking: Booking, response: HttpResponse) -> BookingRead:
    shown = booking_read(booking)
    response["ETag"] = etag_of(shown)
    return shown


def _refuse_unless_seen(booking: Booking, if_match: str) -> None:
    """Under the booking's lock: what is compared is what will be changed."""
    refuse_unless_seen(if_match, booking_read(Booking.objects.select_for_update().get(pk=booking.pk)))


def _change(booking: Booking, sent: BookingChanged, caller: Caller) -> None:
    """Fewer people move lighter, more people need the new place first."""
    people = _people(sent.people)
    if people and len(people) <= booking.visitors.count():
        change_people(booking, people, by=caller.actor)
        people = []
    if sent.slot:
        move_booking(booking, to_slot_id=sent.slot, by=caller.actor)
    if people:
        change_people(booking, people, by=caller.actor)
    if changed := sent.contact.model_dump(exclude_unset=True):
        current = contact_of(Booking.objects.get(pk=booking.pk))
        contact = _contact({**vars(current), **changed})
        change_contact(booking, _asked_of(caller, contact, among=changed), by=caller.actor)


def _contact(sent: Mapping[str, Any]) -> Contact:
    """Codes of help stand in a booking with spaces between them."""
    codes = sent["accommodation"]
    return Contact(**{**sent, "accommodation": codes if isinstance(codes, str) else " ".join(dict.fromkeys(codes))})


def _contact_read(booking: Booking) -> ContactRead:
    contact = contact_of(booking)
    values = {name: getattr(contact, name) for name in ContactRead.model_fields}
    return ContactRead(**{**values, "accommodation": contact.accommodation.split()})


def _asked_of(caller: Caller, contact: Contact, *, among: Collection[str] = tuple(ITEM_LABELS)) -> Contact:
    """What the city requires by this way is required of machines too (RSV-15). `among`: only these items are looked
    at, so that who changes one of them need not know what was asked when the booking was made."""
    required = (item.name for item in items_in_order() if item.need(CHANNELS[caller.actor.kind]) is Need.REQUIRED)
    errors = [(name, "missing") for name in required if name in among and not getattr(contact, name)]
    offered = {one.code for one in accommodations()}
    if "accommodation" in among and not offered.issuperset(contact.accommodation.split()):
        errors.append(("accommodation", "unknown_accommodation"))
    if errors:
        raise invalid(*({"pointer": f"#/contact/{name}", "code": code} for name, code in errors))
    return contact


def _people(sent: list[PersonSent]) -> list[Person]:
    return [Person(person.name, person.kana, person.procedure) for person in sent]


@contextmanager
def offering_others(caller: Caller, slot_id: int, *, procedures: Sequence[str]) -> Iterator[None]:
    """A refused time comes with the nearest ones that are free for whoever comes for these procedures."""
    try:
        yield
    except (SlotFull, SlotNotBookable, NationalSystemStops) as refusal:
        raise Offered(refusal, _others(caller, slot_id, procedures)) from refusal


class Offered(Refusal):
    """A refusal, and what to take instead."""

    def __init__(self, refusal: Refusal, others: list[Slot]) -> None:
        super().__init__(refusal.message)
        self.refusal, self.others = refusal, others


def _others(caller: Caller, slot_id: int, procedures: Sequence[str]) -> list[Slot]:
    slot = Slot.objects.select_related("site").filter(pk=slot_id).first()
    if slot is None:
        return []
    for_web = caller.actor.kind is UserKind.CITIZEN
    return nearest_free_slots(
        slot,
        now=clock.now(),
        people=len(procedures),
        for_web=for_web,
        needs_national_system=needs_national_system(procedures),
    )
