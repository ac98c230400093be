"""What is written after what happened to an inquiry (config/reactions.py). Once for each event."""

from datetime import timedelta

from django.template.loader import render_to_string

from madoguchi.contacts.inquiries.models import Inquiry, InquiryReply
from madoguchi.contacts.inquiries.rules import Way
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.core.text.phone import normalise_phone, written_phone
from madoguchi.messages.addresses import cannot_be_answered
from madoguchi.messages.models import Message
from madoguchi.messages.rules import Kind, folded
from madoguchi.messages.sending import send_message
from madoguchi.municipality.models import LANGUAGES
from madoguchi.municipality.public_address import site_address
from madoguchi.municipality.queries import contract, value_of

# A receipt or an answer that could not leave for so long is a matter for a person.
LASTS = timedelta(days=3)


def confirm_receipt(event: Event) -> None:
    """Where an address was given."""
    inquiry = _inquiry_of(event)
    if inquiry and inquiry.contact.party_mail and value_of("inquiry.confirms"):
        _write(inquiry, Kind.INQUIRY_RECEIVED, occasion="received")


def send_answer(event: Event) -> None:
    reply = InquiryReply.objects.filter(pk=facts_of(event)["reply"], way=Way.MAIL.value).first()
    inquiry = _inquiry_of(event)
    if reply and inquiry and inquiry.contact.party_mail:
        _write(inquiry, Kind.INQUIRY_ANSWERED, occasion=str(reply.pk), answer=reply.text)


def _inquiry_of(event: Event) -> Inquiry | None:
    """None where the record has been deleted meanwhile."""
    return Inquiry.objects.select_related("contact").filter(contact=int(event.about_key)).first()


def _write(inquiry: Inquiry, kind: Kind, *, occasion: str, answer: str = "") -> None:
    now, contact = clock.now(), inquiry.contact
    language = contact.language if contact.language in LANGUAGES else "ja"
    subject, text = _words(inquiry, kind, language, answer)
    message, is_new = Message.objects.get_or_create(
        inquiry=inquiry,
        kind=kind.value,
        occasion=occasion,
        defaults={
            "language": language,
            "to": contact.party_mail,
            "subject": subject,
            "text": text,
            "made_at": now,
            "expires_at": now + LASTS,
            "next_try_at": now,
        },
    )
    if is_new:
        send_message.enqueue(message.pk)


def _words(inquiry: Inquiry, kind: Kind, language: str, answer: str) -> tuple[str, str]:
    phone = value_of("telephone.number")
    prefix = "" if language == "ja" else f"{language}/"
    facts = {
        "body": contract().body_name,
        "name": inquiry.contact.party_name,
        "receipt": inquiry.spoken_receipt,
        "answer": answer,
        "is_answered_by_mail": inquiry.way == Way.MAIL,
        "is_answered": inquiry.way != Way.NONE,
        "link": f"{site_address()}{prefix}inquiry/" if site_address() else "",
        "phone": phone if "-" in phone else written_phone(normalise_phone(phone)) or phone,
        "cannot_be_answered": cannot_be_answered(),
    }
    subject, _, text = render_to_string(f"letters/{language}/{kind.value}.txt", facts).partition("\n")
    return subject.strip(), folded(text.strip()) + "\n"
