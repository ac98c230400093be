"""The secret of a booking's own page: made from the booking's key, so nothing secret is stored (RSV-20)."""

from django.core import signing

from madoguchi.booking.models import Booking

SIGNER_SALT = "booking.my-page"


def secret_of(booking: Booking) -> str:
    return _signer().sign(booking.once_key.hex)


def once_key_in(secret: str) -> str:
    """The key inside a genuine secret, or "": a guess never reaches the database."""
    try:
        return _signer().unsign(secret)
    except signing.BadSignature:
        return ""


def _signer() -> signing.Signer:
    return signing.Signer(sep="~", salt=SIGNER_SALT)
