"""What is written after what happened to a booking (config/reactions.py). Each in one transaction with its mark."""

from madoguchi.booking.models import Booking
from madoguchi.booking.queries import booking_numbered
from madoguchi.booking.rules import BookingState
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.messages.actions import write_message
from madoguchi.messages.models import Message
from madoguchi.messages.rules import Kind
from madoguchi.messages.texts import says
from madoguchi.municipality.queries import value_of

AFTER_A_CHANGE = ("booking.moved", "booking.people_changed", "booking.contact_changed")


def tell_made(event: Event) -> None:
    booking = _standing(event)
    if booking and value_of("messages.booking_made"):
        write_message(booking, Kind.MADE, occasion=event.uid.hex)


def tell_changed(event: Event) -> None:
    """One step in the screens may be several events, and a note is nobody's news: only what was not said yet."""
    booking = _standing(event)
    if booking and value_of("messages.booking_changed") and not _said_already(booking):
        write_message(booking, Kind.CHANGED, occasion=event.uid.hex)


def tell_cancelled(event: Event) -> None:
    booking = booking_numbered(event.about_key)
    if booking and booking.state == BookingState.CANCELLED and value_of("messages.booking_cancelled"):
        write_message(booking, Kind.CANCELLED, occasion=event.uid.hex)


def ask_to_move(event: Event) -> None:
    if booking := _standing(event):
        write_message(booking, Kind.OUTAGE, occasion=event.uid.hex)


def tell_outage_over(event: Event) -> None:
    """Only whom we had asked to move."""
    booking = _standing(event)
    if booking and Message.objects.filter(booking=booking, kind=Kind.OUTAGE).exists():
        write_message(booking, Kind.OUTAGE_OVER, occasion=event.uid.hex)


def _standing(event: Event) -> Booking | None:
    """The booking as it is now, locked: two reactions to one step must not say the same side by side. A visit that is
    over, perhaps because no worker ran for days, is nothing to write about."""
    booking = booking_numbered(event.about_key, locked=True)
    is_ahead = booking is not None and booking.state == BookingState.BOOKED and booking.slot.starts_at > clock.now()
    return booking if is_ahead else None


def _said_already(booking: Booking) -> bool:
    last = Message.objects.filter(booking=booking, kind__in=(Kind.MADE, Kind.CHANGED)).order_by("-pk").first()
    return last is not None and last.says == says(booking)
