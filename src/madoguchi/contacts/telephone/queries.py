"""The calls of a record: those that its handler answered while it was opened."""

from datetime import timedelta

from madoguchi.calls.ledger.models import Call
from madoguchi.contacts.models import Contact
from madoguchi.contacts.telephone.rules import BEFORE, BY_TELEPHONE, belong_together

LONGEST_CALL = timedelta(hours=6)


def call_keys_of(contact: Contact) -> list[str]:
    """The nearest first; usually one. Nothing for what did not come by telephone."""
    if contact.channel not in BY_TELEPHONE or not contact.handler:
        return []
    began = contact.started_at
    answered = Call.objects.filter(
        agent__staff__login_id=contact.handler,
        answered_at__gte=began - LONGEST_CALL,
        answered_at__lte=began + BEFORE,
    )
    return [
        call.key
        for call in answered.order_by("-answered_at")
        if call.answered_at
        and belong_together(record_began=began, call_answered=call.answered_at, call_ended=call.ended_at)
    ]


def calls_of_held_records() -> list[str]:
    """Whoever keeps a record back keeps back what was said (PDR-03)."""
    return [key for contact in Contact.objects.filter(is_on_hold=True) for key in call_keys_of(contact)]
