"""Writing a message, and sending it once more."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from django.db import transaction

from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import Refusal
from madoguchi.messages.models import Message
from madoguchi.messages.rules import Kind
from madoguchi.messages.sending import send_message
from madoguchi.messages.texts import language_of, words_for
from madoguchi.municipality.queries import is_on

MAY_RESEND = "bookings.edit"
SHORTEST_LIFE = timedelta(hours=1)


class NoAddress(Refusal):
    message = "この予約には、メールアドレスがありません。"


class MailsAreOff(Refusal):
    message = "予約のメールは、送らない設定です。"


class VisitIsOver(Refusal):
    message = "予約の時刻を過ぎたため、メールは送れません。"


def write_message(booking: Booking, kind: Kind, *, occasion: str, resent_for: str = "") -> Message | None:
    """Once for each occasion, in the caller's transaction; its task is enqueued with it. None: it is written already,
    or there is nobody to write to."""
    if not booking.email or not is_on("booking_mails"):
        return None
    now = clock.now()
    words = words_for(booking, kind)
    message, is_new = Message.objects.get_or_create(
        booking=booking,
        kind=kind.value,
        occasion=occasion,
        defaults={
            "language": language_of(booking),
            "to": booking.email,
            "subject": words.subject,
            "text": words.text,
            "says": words.says,
            "visit_at": booking.slot.starts_at,
            "made_at": now,
            "expires_at": max(booking.slot.starts_at, now + SHORTEST_LIFE),
            "next_try_at": now,
            "resent_for": resent_for,
        },
    )
    if not is_new:
        return None
    send_message.enqueue(message.pk)
    return message


def send_once_more(message: Message, *, reason: str, by: Actor) -> Message:
    """By hand: as the booking stands now, to the address that it has now."""
    by.need(MAY_RESEND)
    if not is_on("booking_mails"):
        raise MailsAreOff
    with transaction.atomic():
        # Locked by itself: joined to a slot from which somebody has just moved it, PostgreSQL finds nobody.
        booking = Booking.objects.select_for_update().get(pk=message.visited.pk)
        if not booking.email:
            raise NoAddress
        if booking.slot.starts_at <= clock.now():
            raise VisitIsOver
        kind = Kind(message.kind)
        fresh = write_message(booking, kind, occasion=uuid.uuid4().hex, resent_for=reason)
        if fresh is None:
            raise NoAddress
        record(
            "message.resent",
            by=by,
            about=_about(booking),
            facts={"message": kind.value, "reason": reason},
        )
        return fresh


def send_all_once_more(messages: Iterable[Message], *, reason: str, by: Actor) -> int:
    """After a failure of the server: each by itself, so that one that cannot be sent stops no other. How many."""
    sent = 0
    for message in messages:
        with suppress(NoAddress, VisitIsOver):
            send_once_more(message, reason=reason, by=by)
            sent += 1
    return sent


def _about(booking: Booking) -> About:
    return About(BOOKING, booking.number)
