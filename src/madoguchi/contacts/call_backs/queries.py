"""Reading agreed call-backs, and what the contract says about them."""

from django.db.models import QuerySet

from madoguchi.contacts.call_backs.models import CallBack
from madoguchi.contacts.call_backs.rules import may_agree
from madoguchi.contacts.escalations.rules import Caller
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import MAY_VIEW
from madoguchi.contacts.rules import Transfer
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import is_on, value_of


def call_backs_visible_to(actor: Actor) -> QuerySet[CallBack]:
    if not actor.may(MAY_VIEW):
        return CallBack.objects.none()
    return CallBack.objects.select_related("contact").prefetch_related("attempts")


def open_call_backs(actor: Actor) -> QuerySet[CallBack]:
    """Who was promised a call, the soonest first."""
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


def are_agreed() -> bool:
    return is_on("agreed_call_backs")


def answer_kept_ready() -> bool:
    return bool(value_of("transfer.answer_kept_ready"))
