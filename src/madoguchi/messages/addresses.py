"""From whom a mail comes, and where it returns to: the sender's domain is a setting (000 Q42)."""

import re
import uuid

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from madoguchi.municipality.queries import contract, values_of

RETURNED = re.compile(r"bounce\+([0-9a-f]{32})\.([0-9a-f]{10})@", re.ASCII)
OWN_ID = re.compile(r"<([0-9a-f]{32})\.([0-9a-f]{10})@", re.ASCII)


def sender_domain() -> str:
    """The contractor's choice, or that of the machine while none was made."""
    chosen: str = values_of("messages").get("sender_domain", "")
    return chosen or settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]


def cannot_be_answered() -> bool:
    return bool(values_of("messages").get("no_reply", True))


def sender() -> str:
    """000 Q9: an address that nobody reads, and that says so."""
    chosen = values_of("messages").get("sender_domain", "")
    if not chosen and not cannot_be_answered():
        return settings.DEFAULT_FROM_EMAIL
    return f"{'no-reply' if cannot_be_answered() else 'madoguchi'}@{sender_domain()}"


def sender_name() -> str:
    return f"{contract().body_name} マイナンバーカード窓口"


def returns_to(uid: uuid.UUID) -> str:
    """Its own for each message (VERP): what comes back names the message, however the other server writes it."""
    return f"bounce+{_signed(uid)}@{sender_domain()}"


def message_id(uid: uuid.UUID) -> str:
    return f"<{_signed(uid)}@{sender_domain()}>"


def message_in(text: str) -> uuid.UUID | None:
    """The message that an address or a Message-ID names; a forged one names none."""
    for pattern in (RETURNED, OWN_ID):
        for found in pattern.finditer(text):
            uid = uuid.UUID(found[1])
            if constant_time_compare(found[2], _mark(uid)):
                return uid
    return None


def _signed(uid: uuid.UUID) -> str:
    return f"{uid.hex}.{_mark(uid)}"


def _mark(uid: uuid.UUID) -> str:
    return salted_hmac("madoguchi.messages.returned", uid.hex, algorithm="sha256").hexdigest()[:10]
