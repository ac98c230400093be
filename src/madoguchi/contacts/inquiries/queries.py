"""Reading inquiries."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from madoguchi.contacts.inquiries.models import Inquiry
from madoguchi.contacts.inquiries.rules import SPAN, Way
from madoguchi.contacts.records.queries import contacts_visible_to
from madoguchi.contacts.rules import CHANNEL_LABELS, Channel, ContactState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import is_on, value_of, values_of


def takes_inquiries() -> bool:
    """000 Q41: where it is off there is no trace of the form."""
    return is_on("web_inquiry_form")


def channels_offered(kept: str = "") -> dict[Channel, str]:
    """By which ways a contact may have come; `kept`: one that a record has already."""
    not_offered = set() if takes_inquiries() else {Channel.FORM}
    if not serves_hearing_impaired():
        not_offered.add(Channel.RELAY)
    return {
        channel: label for channel, label in CHANNEL_LABELS.items() if channel not in not_offered or channel == kept
    }


def ways_offered() -> list[Way]:
    ways = (Way(way) for way in values_of("inquiry")["ways"])
    return [way for way in ways if way is not Way.RELAY or serves_hearing_impaired()]


def serves_hearing_impaired() -> bool:
    """LNG-06: the relay service is a way of its own where the body has asked for it."""
    return bool(value_of("languages.hearing_impaired_served"))


def most_per_line() -> int:
    most: int = value_of("inquiry.per_line")
    return most


def sent_from(line: str, *, now: datetime) -> int:
    return Inquiry.objects.filter(line=line, sent_at__gt=now - SPAN).count()


def inquiry_sent(once_key: uuid.UUID) -> Inquiry | None:
    return Inquiry.objects.select_related("contact").filter(contact__once_key=once_key).first()


def inquiries_visible_to(actor: Actor) -> QuerySet[Inquiry]:
    visible = contacts_visible_to(actor)
    return Inquiry.objects.select_related("contact").filter(contact__in=visible.order_by().values("pk"))


def open_inquiries_visible_to(actor: Actor) -> QuerySet[Inquiry]:
    """What waits for an answer, the oldest first."""
    return inquiries_visible_to(actor).exclude(contact__state=ContactState.COMPLETED).order_by("sent_at", "pk")


@dataclass(frozen=True)
class Waiting:
    """How many wait by each way, and since when the oldest does."""

    by_way: dict[Way, int]
    since: datetime | None

    @property
    def count(self) -> int:
        return sum(self.by_way.values())


def waiting_visible_to(actor: Actor) -> Waiting:
    rows = list(open_inquiries_visible_to(actor).values_list("way", "sent_at"))
    counts = {way: sum(row[0] == way for row in rows) for way in Way}
    return Waiting({way: count for way, count in counts.items() if count}, rows[0][1] if rows else None)


def waited_since(moment: datetime) -> int:
    """In whole hours."""
    return int((clock.now() - moment).total_seconds() // 3600)
