"""DKIM: our own signature under each mail, where the installation has a key for it (NTF-07)."""

import email

import dkim
from django.conf import settings

from madoguchi.messages.sender_records import signs

HEADERS = [b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type", b"auto-submitted"]


def signed(letter: bytes) -> bytes:
    if not signs():
        return letter
    domain = str(email.message_from_bytes(letter)["From"]).rpartition("@")[2].rstrip(">").encode()
    signature: bytes = dkim.sign(
        letter,
        settings.DKIM_SELECTOR.encode(),
        domain,
        settings.DKIM_KEY,
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=HEADERS,
    )
    return signature + letter
