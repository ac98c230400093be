"""Reading agreed call-backs, and what the contract says about them."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from madoguchi.calls.announcements.queries import call_backs_taken
from madoguchi.contacts.call_backs.models import CallBack
from madoguchi.contacts.call_backs.rules import due_within, may_agree
from madoguchi.contacts.escalations.rules import Caller
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import MAY_VIEW
from madoguchi.contacts.rules import Transfer
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM, Actor
from madoguchi.municipality.queries import is_on, openings, value_of

LOOKED_AHEAD = timedelta(days=31)


def call_backs_visible_to(actor: Actor) -> QuerySet[CallBack]:
    if not actor.may(MAY_VIEW):
        return CallBack.objects.none()
    return CallBack.objects.select_related("contact").prefetch_related("attempts")


def open_call_backs(actor: Actor) -> QuerySet[CallBack]:
    """Who was promised a call by one of us, the soonest first."""
    return _open(actor).exclude(agreed_by=SYSTEM.key)


def open_wishes(actor: Actor) -> QuerySet[CallBack]:
    """Who asked for it by keys (TEL-12), the soonest first."""
    return _open(actor).filter(agreed_by=SYSTEM.key)


def _open(actor: Actor) -> QuerySet[CallBack]:
    return call_backs_visible_to(actor).filter(closed_at=None).order_by("due_at", "pk")


def may_be_agreed(contact: Contact) -> bool:
    """ESC-03, ESC-04: only where call-backs are agreed in a case at all, and not after the caller has hung up."""
    hung_up = (
        contact.transfer == Transfer.HUNG_UP
        or contact.escalations.filter(closed_at=None, caller=Caller.HUNG_UP.value).exists()
    )
    return may_agree(
        is_on=are_agreed(), hung_up=hung_up, after_hang_up=bool(value_of("transfer.call_back_after_hang_up"))
    )


def wish_is_due_at(wished_at: datetime) -> datetime:
    """After so many minutes in which somebody is there to call; a wish of the night counts from the morning."""
    first = clock.in_tokyo(wished_at).date()
    days = openings("telephone", first, first + LOOKED_AHEAD)
    spans = [(span.start, span.end) for opening in days.values() for span in opening.intervals]
    return due_within(spans, wished_at=wished_at, minutes=value_of("announcements.call_back_minutes", first))


def are_wished() -> bool:
    """Where callers may ask by keys, and as long as somebody waits who did."""
    return bool(call_backs_taken()) or CallBack.objects.filter(closed_at=None, agreed_by=SYSTEM.key).exists()


def are_agreed() -> bool:
    return is_on("agreed_call_backs")


def answer_kept_ready() -> bool:
    return bool(value_of("transfer.answer_kept_ready"))
