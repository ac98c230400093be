"""The day before: once, only to whom it helps (001 §7(4)コ)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django_tasks import task

from madoguchi.booking.models import Booking
from madoguchi.booking.queries import booking_numbered, open_on
from madoguchi.core import clock
from madoguchi.core.tasks.marks import at_least_once
from madoguchi.messages.actions import write_message
from madoguchi.messages.models import Message
from madoguchi.messages.rules import Kind, State, needs_reminder, reminder_day
from madoguchi.municipality.queries import is_on, value_of


@task(queue_name="slow")
@at_least_once  # one short transaction a booking; the occasion is the day of the visit, and unique
def remind() -> int:
    """Everybody who comes on the day that is so many days ahead. How many are told."""
    if not is_on("booking_mails"):
        return 0
    day = day_to_remind_of()
    if day is None:
        return 0
    return sum(
        _remind(number, f"visit:{day}")
        for number in open_on(day).exclude(email="").values_list("number", flat=True)
    )


def day_to_remind_of() -> date | None:
    return reminder_day(clock.now(), days_before=value_of("messages.reminder_days_before"))


@transaction.atomic
def _remind(number: str, occasion: str) -> bool:
    booking = booking_numbered(number, locked=True)
    if booking is None or occasion != f"visit:{clock.in_tokyo(booking.slot.starts_at).date()}":
        return False
    if not needs_reminder(told_at=_last_told_at(booking), now=clock.now()):
        return False
    return write_message(booking, Kind.REMINDER, occasion=occasion) is not None


def _last_told_at(booking: Booking) -> datetime | None:
    told = Message.objects.filter(booking=booking, kind__in=(Kind.MADE, Kind.CHANGED), state=State.SENT)
    last: datetime | None = told.aggregate(last=Max("settled_at"))["last"]
    return last
