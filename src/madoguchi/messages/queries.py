"""Reading messages."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from madoguchi.booking.models import Booking
from madoguchi.booking.queries import MAY_VIEW
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.messages.models import Message
from madoguchi.messages.rules import ON_OUR_SIDE


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


def sendable_again(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Of these, what did not leave for a reason on our side, of visits still to come, and was not written anew
    since."""
    newer = Message.objects.filter(booking=OuterRef("booking"), kind=OuterRef("kind"), pk__gt=OuterRef("pk"))
    stuck = messages.filter(state__in=ON_OUR_SIDE, booking__slot__starts_at__gt=clock.now())
    return stuck.exclude(booking__email="").filter(~Exists(newer)).order_by("made_at", "pk")


def messages_of(booking: Booking, actor: Actor) -> QuerySet[Message]:
    return messages_visible_to(actor).filter(booking=booking).order_by("-made_at", "-pk")
