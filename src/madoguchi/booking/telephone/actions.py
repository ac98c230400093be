"""Holds that outlive a dropped call; and that a caller was told, and what: 001 §5(4), 003 第2-2(4)カ."""

import json
from collections.abc import Mapping, Sequence

from django.db import transaction

from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking, CallDraft
from madoguchi.booking.refusals import HoldLapsed
from madoguchi.booking.rules import BookingState
from madoguchi.booking.telephone.queries import MAY_BOOK, TOLD_SEPARATOR
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.text.my_number import contains_my_number

# As much as a generous field takes: what is longer is nobody's call, and would be looked through for seconds.
LONGEST_TEXT = 4000


def record_told(booking: Booking, points: Sequence[str], *, by: Actor) -> None:
    """What was ticked off on the card, by its labels. It is kept with the booking."""
    by.need(MAY_BOOK)
    with transaction.atomic():
        record(
            "booking.told",
            by=by,
            about=About(BOOKING, booking.number),
            facts={"starts_at": booking.slot.starts_at.isoformat(), "told": TOLD_SEPARATOR.join(points)},
        )


def keep_draft(hold: Booking, typed: Mapping[str, str], *, by: Actor) -> None:
    """What was typed so far, for the same call later or another time now; a My Number is never kept. No event: it
    changes with every press and is gone with the hold."""
    by.need(MAY_BOOK)
    cut = {name: text[:LONGEST_TEXT] for name, text in typed.items()}
    kept = {name: text for name, text in cut.items() if text and not contains_my_number(text)}
    with transaction.atomic():
        current = Booking.objects.select_for_update().get(pk=hold.pk)
        if current.state == BookingState.HELD:
            written = json.dumps(kept, ensure_ascii=False)
            CallDraft.objects.update_or_create(hold=current, defaults={"typed": written})


def take_over_hold(hold: Booking, *, by: Actor) -> None:
    """The caller rings again and somebody else answers."""
    by.need(MAY_BOOK)
    with transaction.atomic():
        current = Booking.objects.select_for_update().get(pk=hold.pk)
        if current.state != BookingState.HELD:
            raise HoldLapsed
        record(
            "booking.hold_taken_over",
            by=by,
            about=About(BOOKING, current.once_key.hex),
            facts={"starts_at": current.slot.starts_at.isoformat(), "site": current.slot.site.code},
        )


def forget_drafts() -> int:
    """Periodic: what was said about a hold that is none any more."""
    return CallDraft.objects.exclude(hold__state=BookingState.HELD).delete()[0]
