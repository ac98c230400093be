"""Arrival and outcome. A slip can be taken back; every step is on record."""

from datetime import datetime

from django.db import transaction

from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking
from madoguchi.booking.refusals import NotMissedYet, NotThisStep, UnknownOutcome
from madoguchi.booking.rules import BookingState, may_move
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.municipality.queries import value_of

MAY_SERVE = "bookings.edit"


def set_state(
    booking: Booking, to: BookingState, *, outcome: str = "", happened_at: datetime | None = None, by: Actor
) -> Booking:
    """来庁・不来庁・完了, or back. `outcome` says how it went (forgot papers, PIN locked …), `happened_at` when it
    really was, where that is not now."""
    by.need(MAY_SERVE)
    with transaction.atomic():
        now = Booking.objects.select_for_update().get(pk=booking.pk)
        if not may_move(BookingState(now.state), to) or to is BookingState.CANCELLED:
            raise NotThisStep
        if to is BookingState.NO_SHOW and clock.today() < clock.in_tokyo(now.slot.starts_at).date():
            raise NotMissedYet
        if outcome and outcome not in {known.code for known in value_of("booking.outcomes")}:
            raise UnknownOutcome
        before, now.state = now.state, to.value
        before_outcome, now.outcome = now.outcome, outcome
        now.save(update_fields=["state", "outcome"])
        record(
            f"booking.{to.value}" if to is not BookingState.BOOKED else "booking.reopened",
            by=by,
            about=About(BOOKING, now.number),
            facts={
                "starts_at": now.slot.starts_at.isoformat(),
                "site": now.slot.site.code,
                "happened_at": happened_at.isoformat() if happened_at else None,
            },
            changes={"state": (before, to.value), "outcome": (before_outcome, outcome)},
        )
        return now
