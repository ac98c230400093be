"""After a failure: what was ticked on paper, entered with the time at which it really was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from madoguchi.booking.counter.actions import set_state
from madoguchi.booking.models import Booking
from madoguchi.booking.refusals import NotAtThatTime
from madoguchi.booking.rules import BookingState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.refusals import Refusal


@dataclass(frozen=True)
class OnPaper:
    booking: Booking
    to: BookingState
    outcome: str = ""
    happened_at: datetime | None = None


def enter_from_paper(entries: Sequence[OnPaper], *, by: Actor) -> list[tuple[Booking, str]]:
    """Each for itself: what does not go any more is told with its booking, and holds up none of the others."""
    refused = []
    for entry in entries:
        try:
            _enter(entry, by=by)
        except Refusal as refusal:
            refused.append((entry.booking, refusal.message))
    return refused


@transaction.atomic
def _enter(entry: OnPaper, *, by: Actor) -> None:
    at = entry.happened_at
    if at is not None and (at > clock.now() or at.date() != clock.in_tokyo(entry.booking.slot.starts_at).date()):
        raise NotAtThatTime
    booking = entry.booking
    if entry.to is BookingState.SERVED and booking.state != BookingState.ARRIVED:
        booking = set_state(booking, BookingState.ARRIVED, happened_at=at, by=by)
    set_state(booking, entry.to, outcome=entry.outcome, happened_at=at, by=by)
