"""Writing down help at the counter, before and after the visit."""

from django.db import transaction

from madoguchi.booking.actions import MAY_BOOK
from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record

FIELDS = ("accommodation", "accommodation_note", "accommodation_given")


@transaction.atomic
def record_accommodation(booking: Booking, *, asked: str, note: str, given: str, by: Actor) -> Booking:
    """LNG-07: codes of what was asked for and of what was given, and a word in plain speech; also when the visit is
    over. The values are personal and leave the history with the person's other data."""
    by.need(MAY_BOOK)
    current = Booking.objects.select_for_update(of=("self",)).select_related("slot").get(pk=booking.pk)
    new = dict(zip(FIELDS, (asked, note, given), strict=True))
    old = {name: getattr(current, name) for name in FIELDS}
    if new == old:
        return current
    for name, value in new.items():
        setattr(current, name, value)
    current.save(update_fields=list(FIELDS))
    record(
        "booking.accommodated",
        by=by,
        about=About(BOOKING, current.number),
        facts={"starts_at": current.slot.starts_at.isoformat()},
        personal={name: (old[name], new[name]) for name in FIELDS},
    )
    return current
