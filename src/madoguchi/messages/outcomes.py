"""What has become of a message: on record, and a telephone call where no mail gets through."""

from django.db import transaction

from madoguchi.booking.to_telephone.actions import ask_to_telephone, close_calls
from madoguchi.booking.to_telephone.rules import CallReason
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.record import record
from madoguchi.messages.inquiries.outcomes import tell_of_inquiry
from madoguchi.messages.models import Message
from madoguchi.messages.rules import DID_NOT_ARRIVE, Kind, State, may_become

EVENTS = {
    State.SENT: "message.sent",
    State.FAILED: "message.failed",
    State.BOUNCED: "message.bounced",
}
# Who was to move and heard nothing of it is told for that reason, not because of a mail.
CALL_REASONS = {Kind.OUTAGE: CallReason.OUTAGE}


def settle(message: Message, state: State, *, answer: str = "") -> bool:
    """What has become of it. False when that is not news."""
    with transaction.atomic():
        locked = Message.objects.select_for_update(of=("self",))
        current = locked.select_related("booking__slot__site", "inquiry__contact").get(pk=message.pk)
        if not may_become(State(current.state), state):
            return False
        current.state, current.answer, current.settled_at = state.value, answer, clock.now()
        current.claimed_by, current.claimed_at = "", None
        current.save(update_fields=["state", "answer", "settled_at", "claimed_by", "claimed_at"])
        if state in EVENTS:
            facts = {"message": current.kind, "answer": answer or None}
            record(EVENTS[state], by=SYSTEM, about=current.about, facts=facts)
        if current.inquiry_id:
            tell_of_inquiry(current, state)
        else:
            _tell_people(current, state)
        return True


def _tell_people(message: Message, state: State) -> None:
    """Whom no mail reaches is telephoned (NTF: 要電話), while the visit lies ahead; who has one now is not."""
    kind = Kind(message.kind)
    reason = CALL_REASONS.get(kind, CallReason.MAIL)
    never = state in DID_NOT_ARRIVE or (state is State.NO_SERVER and kind in CALL_REASONS)
    if never and kind is not Kind.CANCELLED and message.visited.slot.starts_at > clock.now():
        ask_to_telephone(
            message.visited, reason=reason, by=SYSTEM, note=f"「{message.kind_label}」のメールが届いていません。"
        )
    elif state is State.SENT:
        close_calls(message.visited, reason=CallReason.MAIL, by=SYSTEM)
