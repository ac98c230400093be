"""An inquiry comes in, is answered, and is over. Each step in one transaction with the record of the contact."""

import uuid
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction

from madoguchi.booking.online.rules import Gate
from madoguchi.booking.rules import new_number
from madoguchi.contacts.inquiries.answer_refusals import (
    AnsweredAlready,
    NoAddressForThat,
    NotThatOutcome,
    WordsMissing,
)
from madoguchi.contacts.inquiries.models import Inquiry, InquiryReply
from madoguchi.contacts.inquiries.queries import inquiry_sent, most_per_line, sent_from
from madoguchi.contacts.inquiries.refusals import TooManyInquiries, WorkFirst
from madoguchi.contacts.inquiries.rules import FINAL, SPAN, Outcome, Way, gate, needs_words, outcomes_of
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import about, change_contact, move_contact, record_contact, written_of
from madoguchi.contacts.records.queries import MAY_RECORD
from madoguchi.contacts.records.written import Written
from madoguchi.contacts.rules import Channel, ContactState
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN, SYSTEM, Actor
from madoguchi.core.history.record import record


@dataclass(frozen=True)
class Question:
    """What was filled in. What the municipality does not ask for stays empty, whatever was posted."""

    content: str
    way: Way
    language: str
    topic: str = ""
    name: str = ""
    kana: str = ""
    email: str = ""
    phone: str = ""
    fax: str = ""
    call_when: str = ""
    area: str = ""


def receive_inquiry(
    question: Question, *, once_key: uuid.UUID, line: str, is_hurried: bool = False, has_proof: bool = False
) -> Inquiry:
    """Recorded as a contact that waits for an answer. Sent twice it is one."""
    try:
        return _receive(question, once_key, line, is_hurried, has_proof)
    except IntegrityError:
        # The same button pressed twice at the same moment: the other one has been received.
        if known := inquiry_sent(once_key):
            return known
        raise


@transaction.atomic
def _receive(question: Question, once_key: uuid.UUID, line: str, is_hurried: bool, has_proof: bool) -> Inquiry:
    if known := inquiry_sent(once_key):
        return known
    now = clock.now()
    match gate(sent=sent_from(line, now=now), most=most_per_line(), is_hurried=is_hurried):
        case Gate.SHUT:
            raise TooManyInquiries
        case Gate.WORK if not has_proof:
            raise WorkFirst
    contact = record_contact(
        Written(
            channel=Channel.FORM,
            topic=question.topic,
            content=question.content,
            party_name=question.name,
            party_kana=question.kana,
            party_phone=question.phone,
            party_mail=question.email,
            language=question.language,
            # Nobody has read yet what is told there about whom.
            has_personal_data=True,
        ),
        once_key=once_key,
        state=ContactState.IN_PROGRESS,
        by=CITIZEN,
        started_at=now,
    )
    inquiry = Inquiry.objects.create(
        contact=contact,
        receipt=new_number(),
        way=question.way.value,
        fax=question.fax,
        call_when=question.call_when,
        area=question.area,
        line=line,
        sent_at=now,
    )
    facts = {"reply_way": question.way.value, "receipt": inquiry.receipt}
    record("inquiry.received", by=CITIZEN, about=about(contact), facts=facts)
    return inquiry


def answer_inquiry(
    inquiry: Inquiry, *, way: Way, outcome: Outcome, text: str = "", topic: str = "", by: Actor
) -> InquiryReply:
    """One attempt. A mail leaves after this transaction; whoever was answered has a contact that is completed."""
    by.need(MAY_RECORD)
    with transaction.atomic():
        current = _locked(inquiry)
        _refuse(current, way, outcome, text)
        reply = InquiryReply.objects.create(
            inquiry=current, way=way.value, outcome=outcome.value, text=text, by=by.key, at=clock.now()
        )
        record(
            "inquiry.answered" if outcome in FINAL else "inquiry.tried",
            by=by,
            about=about(current.contact),
            facts={"reply_way": way.value, "reply_outcome": outcome.value, "reply": reply.pk},
            personal={"response": ("", text)},
        )
        if outcome in FINAL:
            _close(current.contact, text=text, topic=topic, by=by)
        return reply


def reopen_inquiry(inquiry: Inquiry, *, by: Actor) -> None:
    """Something has to be added to an answer."""
    move_contact(inquiry.contact, ContactState.IN_PROGRESS, by=by)


def note_lost(reply: InquiryReply) -> None:
    """The mail did not arrive: the inquiry waits for an answer again."""
    with transaction.atomic():
        current = _locked(reply.inquiry)
        updated = InquiryReply.objects.filter(pk=reply.pk).exclude(outcome=Outcome.LOST.value)
        if not updated.update(outcome=Outcome.LOST.value):
            return
        facts = {"reply_way": reply.way, "reply_outcome": Outcome.LOST.value, "reply": reply.pk}
        record("inquiry.tried", by=SYSTEM, about=about(current.contact), facts=facts)
        if current.contact.state == ContactState.COMPLETED:
            move_contact(current.contact, ContactState.IN_PROGRESS, by=SYSTEM)


def forget_lines() -> int:
    """Periodic: whose line sent what, once nobody counts by it any more."""
    return Inquiry.objects.filter(sent_at__lte=clock.now() - SPAN).exclude(line="").update(line="")


def _locked(inquiry: Inquiry) -> Inquiry:
    Contact.objects.select_for_update().get(pk=inquiry.pk)  # the contact first, as everybody does who closes one
    return Inquiry.objects.select_related("contact").get(pk=inquiry.pk)


def _refuse(inquiry: Inquiry, way: Way, outcome: Outcome, text: str) -> None:
    if inquiry.contact.state == ContactState.COMPLETED:
        raise AnsweredAlready
    if outcome not in outcomes_of(way):
        raise NotThatOutcome
    if way is not Way.NONE and not inquiry.address_for(way):
        raise NoAddressForThat
    if needs_words(way, outcome) and not text:
        raise WordsMissing


def _close(contact: Contact, *, text: str, topic: str, by: Actor) -> None:
    written = written_of(contact)
    answer = "\n\n".join(filter(None, [written.answer, text]))
    changed = change_contact(contact, replace(written, answer=answer, topic=topic or written.topic), by=by)
    if not changed.handler:
        Contact.objects.filter(pk=contact.pk).update(handler=by.key)
    # What has been handed on is closed where it stands, by whoever has it.
    if changed.state != ContactState.ESCALATED:
        move_contact(contact, ContactState.COMPLETED, by=by)
