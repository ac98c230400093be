"""An answer that did not get through: the inquiry waits for an answer again."""

from madoguchi.contacts.inquiries.actions import note_lost
from madoguchi.contacts.inquiries.models import InquiryReply
from madoguchi.messages.models import Message
from madoguchi.messages.rules import DID_NOT_ARRIVE, Kind, State

LOST = DID_NOT_ARRIVE | {State.EXPIRED, State.NO_SERVER}


def tell_of_inquiry(message: Message, state: State) -> None:
    """The receipt has been told on the page; only an answer is missed."""
    if state in LOST and message.kind == Kind.INQUIRY_ANSWERED:
        note_lost(InquiryReply.objects.get(pk=int(message.occasion)))
