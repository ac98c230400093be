"""The calls of a record and the records of a call: by the call that it was taken up for; where nobody said so, by who
answered and when."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.queries import call_at_hand, calls_visible_to
from madoguchi.calls.ledger.rules import Direction
from madoguchi.calls.marks.queries import is_relay
from madoguchi.contacts.drafts.rules import RECORDED_WITHIN
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import recorded_contacts
from madoguchi.contacts.rules import Channel
from madoguchi.contacts.telephone.rules import BEFORE, BY_TELEPHONE, belong_together
from madoguchi.core import clock
from madoguchi.core.actors import Actor

LONGEST_CALL = timedelta(hours=6)


def call_keys_of(contact: Contact) -> list[str]:
    """The nearest first; usually one. Nothing for what did not come by telephone."""
    if contact.call_key:
        return [contact.call_key]
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


def contacts_of_call(call: Call, among: QuerySet[Contact]) -> QuerySet[Contact]:
    """Those that were taken up for it; and of old ones those that who answered began during it or soon after."""
    theirs = Q(call_key=call.key)
    if call.answered_at and call.agent:
        until = (call.ended_at or clock.now()) + RECORDED_WITHIN
        theirs |= Q(
            call_key="",
            handler=call.agent.staff.login_id,
            channel__in=BY_TELEPHONE,
            started_at__gte=call.answered_at - BEFORE,
            started_at__lt=until,
        )
    return among.filter(theirs).order_by("started_at")


def call_to_record(actor: Actor, key: str) -> Call | None:
    """The call at hand, or one that this person has answered: what a record may be begun of."""
    if not key:
        return None
    at_hand = call_at_hand(actor)
    if at_hand is not None and at_hand.key == key:
        return at_hand
    return calls_visible_to(actor).filter(key=key, agent__staff__login_id=actor.key).first()


def told_by_call(call: Call) -> dict[str, str]:
    """What a record of it begins with: the number of the other side, and by which way they speak."""
    other = call.dialled if call.direction == Direction.OUTGOING else call.caller
    channel = Channel.RELAY if is_relay(call.key) else Channel.TELEPHONE
    return {"channel": channel.value, **({"party_phone": other} if other else {})}


def calls_of_held_records() -> list[str]:
    """Whoever keeps a record back keeps back what was said (PDR-03)."""
    return [key for contact in Contact.objects.filter(is_on_hold=True) for key in call_keys_of(contact)]


def contact_of_call(call: Call) -> Contact | None:
    """What was recorded of it; of several the one that belongs to no nearer call."""
    found = contacts_of_call(call, recorded_contacts())
    return next((contact for contact in found if call.key in call_keys_of(contact)[:1]), None)
