"""The address of a citizen's hold: a key that nobody can guess or make, so that two tabs have one each."""

import uuid

from django.core import signing
from django.utils.crypto import salted_hmac

SIGNER_SALT = "booking.hold"


def new_token() -> str:
    return token_of(uuid.uuid4())


def token_of(once_key: uuid.UUID) -> str:
    return _signer().sign(once_key.hex)


def once_key_of(token: str) -> uuid.UUID | None:
    """The key inside a genuine token: a guess never reaches the database."""
    try:
        return uuid.UUID(_signer().unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def digest_of(kind: str, value: str) -> str:
    """A browser or a line, known again but not written down."""
    return salted_hmac("madoguchi.booking.online", f"{kind}:{value}", algorithm="sha256").hexdigest()


def _signer() -> signing.Signer:
    return signing.Signer(sep="~", salt=SIGNER_SALT)
