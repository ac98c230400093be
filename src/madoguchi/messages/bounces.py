"""A mail that came back (RFC 3464): which message it was, and whether it is final."""

import email
from dataclasses import dataclass
from email.message import Message as EmailPart
from uuid import UUID

from madoguchi.messages.addresses import message_in
from madoguchi.messages.models import Message
from madoguchi.messages.outcomes import settle
from madoguchi.messages.rules import State

LARGEST = 2_000_000
ADDRESSED_TO = ("delivered-to", "x-original-to", "envelope-to", "to")


@dataclass(frozen=True)
class Returned:
    message: UUID | None
    action: str  # failed, delayed, delivered …
    status: str  # 5.1.1

    @property
    def is_final(self) -> bool:
        return self.action == "failed"


def read_returned(raw: bytes, *, addressed_to: str = "") -> Returned:
    """What a mail server handed over: a delivery status notification, or something else without a status."""
    try:
        # By the older policy: the newer one takes headers apart, and fails at many that are not as they should be.
        mail: EmailPart = email.message_from_bytes(raw[:LARGEST])
        action, status = _delivery_status(mail)
        return Returned(_message_of(mail, addressed_to), action, status)
    except RecursionError:  # parts in parts in parts: no mail server writes so
        return Returned(message_in(addressed_to), "", "")


def take_back(returned: Returned) -> Message | None:
    """The message is marked, and somebody telephones. None when it names no message of ours, or is not final."""
    if returned.message is None or not returned.is_final:
        return None
    message = Message.objects.filter(uid=returned.message).first()
    if message is None or not settle(message, State.BOUNCED, answer=returned.status):
        return None
    return message


def _delivery_status(mail: EmailPart) -> tuple[str, str]:
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for group in _parts_of(part):
            action = str(group.get("Action", "")).strip().lower()
            if action:
                return action, _plain_status(str(group.get("Status", "")))
    return "", ""


def _plain_status(written: str) -> str:
    """Only the three numbers: what follows may be anything."""
    code = written.strip().split(" ")[0][:12]
    return code if all(part.isascii() and part.isdigit() for part in code.split(".")) else ""


def _message_of(mail: EmailPart, addressed_to: str) -> UUID | None:
    """By the address that it returned to; else by the Message-ID in the part that was sent back."""
    places = [addressed_to, *(str(value) for name in ADDRESSED_TO for value in mail.get_all(name, []))]
    for part in mail.walk():
        if part.get_content_type() == "text/rfc822-headers":
            places.append(str(part.get_payload(decode=False)))
        elif part.get_content_type() == "message/rfc822":
            places += [str(inner.get("Message-ID", "")) for inner in _parts_of(part)]
    return next((found for place in places if (found := message_in(place))), None)


def _parts_of(part: EmailPart) -> list[EmailPart]:
    parts = part.get_payload()
    return [one for one in parts if isinstance(one, EmailPart)] if isinstance(parts, list) else []
