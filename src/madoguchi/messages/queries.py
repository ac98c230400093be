"""Reading messages."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from madoguchi.booking.models import Booking
from madoguchi.booking.queries import MAY_VIEW
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.messages.models import Message


@dataclass(frozen=True)
class MessageFilter:
    """What the list is narrowed to; empty means all. Both days are inside."""

    since: date | None = None
    until: date | None = None
    state: str = ""
    kind: str = ""


def messages_visible_to(actor: Actor) -> QuerySet[Message]:
    """Mails about bookings."""
    if not actor.may(MAY_VIEW):
        return Message.objects.none()
    return Message.objects.filter(booking__isnull=False).select_related("booking__slot__site")


def filtered(messages: QuerySet[Message], wanted: MessageFilter) -> QuerySet[Message]:
    conditions = {
        "made_at__gte": clock.start_of(wanted.since) if wanted.since else None,
        "made_at__lt": clock.start_of(wanted.until + timedelta(days=1)) if wanted.until else None,
        "state": wanted.state or None,
        "kind": wanted.kind or None,
    }
    return messages.filter(**{name: value for name, value in conditions.items() if value is not None})


def messages_of(booking: Booking, actor: Actor) -> QuerySet[Message]:
    return messages_visible_to(actor).filter(booking=booking).order_by("-made_at", "-pk")
