"""That a caller was told, and what: 001 §5(4), 003 第2-2(4)カ."""

from collections.abc import Sequence

from django.db import transaction

from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking
from madoguchi.booking.telephone.queries import MAY_BOOK, TOLD_SEPARATOR
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import MissingRight


def record_told(booking: Booking, points: Sequence[str], *, by: Actor) -> None:
    """What was ticked off on the card, by its labels. It is kept with the booking."""
    if not by.may(MAY_BOOK):
        raise MissingRight(MAY_BOOK)
    with transaction.atomic():
        record(
            "booking.told",
            by=by,
            about=About(BOOKING, booking.number),
            facts={"starts_at": booking.slot.starts_at.isoformat(), "told": TOLD_SEPARATOR.join(points)},
        )
