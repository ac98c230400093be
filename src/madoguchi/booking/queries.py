"""Reading bookings. What may be booked is in `capacity/queries.py`."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking, Visitor
from madoguchi.booking.own_page.secret import once_key_in
from madoguchi.booking.rules import BookingState, is_number
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.core.text.kana import search_key
from madoguchi.core.text.phone import normalise_phone
from madoguchi.municipality.queries import is_on, value_of

MAY_VIEW = "bookings.view"
# What a list of the day shows: cancelled ones have a list of their own.
EXPECTED = (BookingState.BOOKED, BookingState.ARRIVED, BookingState.SERVED, BookingState.NO_SHOW)


def booking_behind(secret: str) -> Booking | None:
    """The booking whose own page this secret opens; None for a guess (RSV-20)."""
    if not (once_key := once_key_in(secret)):
        return None
    return _whole(Booking.objects.filter(once_key=once_key).exclude(number="")).first()


def booking_of(number: str, phone: str) -> Booking | None:
    """By number and a second fact that only the person knows. The caller throttles and says the same for every no."""
    number = number.replace("-", "")
    # A number that cannot be is asked for too, as one that nobody has: every no is the same work.
    asked = {"number": number if is_number(number) else "-", "phone": normalise_phone(phone) or "-"}
    return _whole(Booking.objects.filter(**asked)).first()


def booking_numbered(number: str, *, locked: bool = False) -> Booking | None:
    """For what the system does by itself, such as writing to the one who booked."""
    found = Booking.objects.filter(number=number or "-")
    if locked:  # by itself: joined to a slot that has just been changed, PostgreSQL finds nobody
        found.select_for_update().first()
    return _whole(found).first()


def open_on(day: date) -> QuerySet[Booking]:
    """Who is expected on a day and may still be told something."""
    return on_day(Booking.objects.filter(state=BookingState.BOOKED), day)


def bookings_visible_to(actor: Actor) -> QuerySet[Booking]:
    if not actor.may(MAY_VIEW):
        return Booking.objects.none()
    return _whole(Booking.objects.exclude(number=""))


def bookings_made_by(actor: Actor) -> QuerySet[Booking]:
    """What this very actor has made, for machines that may read nothing else. The history knows."""
    if not actor.key:
        return Booking.objects.none()
    made = Event.objects.filter(
        kind="booking.made",
        about_kind=BOOKING,
        about_key=OuterRef("number"),
        actor_kind=actor.kind.value,
        actor_key=actor.key,
    )
    return _whole(Booking.objects.exclude(number="").filter(Exists(made)))


def on_day(bookings: QuerySet[Booking], day: date) -> QuerySet[Booking]:
    """In the order in which people come: by time, then by who booked first."""
    return bookings.filter(
        slot__starts_at__gte=clock.start_of(day), slot__starts_at__lt=clock.start_of(day + timedelta(days=1))
    ).order_by("slot__starts_at", "made_at", "pk")


def expected(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    return bookings.filter(state__in=EXPECTED)


def found_by(bookings: QuerySet[Booking], typed: str) -> QuerySet[Booking]:
    """000 Q38: by number, telephone or the name of any person in it, in any writing, also in part."""
    digits = "".join(filter(str.isdigit, search_key(typed)))
    if is_number(digits):
        return bookings.filter(number=digits)
    if phone := normalise_phone(typed):
        return bookings.filter(phone=phone)
    key = search_key(typed)
    if not key:
        return bookings.none()
    of_visitor = Visitor.objects.filter(search_name__contains=key).values("booking")
    return bookings.filter(Q(search_name__contains=key) | Q(pk__in=of_visitor))


def is_told_by_mail(booking: Booking) -> bool:
    """Whether news about this booking reach the person by themselves; otherwise somebody telephones."""
    return bool(booking.email) and is_on("booking_mails")


def is_told_of_changes_by_mail(booking: Booking) -> bool:
    """A municipality may leave out the mail about changes."""
    return is_told_by_mail(booking) and bool(value_of("messages.booking_changed"))


def people_expected(actor: Actor, day: date) -> int:
    return Visitor.objects.filter(booking__in=on_day(expected(bookings_visible_to(actor)), day)).count()


def _whole(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    return bookings.select_related("slot__site").prefetch_related("visitors__procedure")
