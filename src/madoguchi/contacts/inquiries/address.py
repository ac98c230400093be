"""The key that the form carries: genuine, of known age, and good for one inquiry however often it is sent."""

import uuid
from datetime import timedelta

from django.core import signing

# Who was called away comes back to a form that still can be sent.
LASTS = timedelta(days=2)


def new_key() -> str:
    return key_of(uuid.uuid4())


def key_of(once_key: uuid.UUID) -> str:
    return _signer().sign(once_key.hex)


def once_key_of(key: str) -> uuid.UUID | None:
    """A guess never reaches the database."""
    try:
        return uuid.UUID(_signer().unsign(key, max_age=LASTS))
    except (signing.BadSignature, ValueError):
        return None


def is_younger(key: str, age: timedelta) -> bool:
    try:
        _signer().unsign(key, max_age=age)
    except signing.BadSignature:
        return False
    return True


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(sep="~", salt="contacts.inquiry")
