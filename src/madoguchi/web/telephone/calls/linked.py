"""Contacts and bookings that belong to a call: by who answered and when, and by the caller's number."""

from datetime import timedelta
from typing import Any

from madoguchi.booking.queries import bookings_visible_to
from madoguchi.booking.rules import spoken_number
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Direction
from madoguchi.calls.ledger.shown import MAY_SEE_NUMBERS
from madoguchi.contacts.drafts.rules import RECORDED_WITHIN
from madoguchi.contacts.records.queries import contacts_visible_to
from madoguchi.core import clock
from madoguchi.web.frame.access import StaffRequest

MOST = 10
# Somebody who begins to write while the telephone still rings.
BEFORE = timedelta(minutes=2)


def contacts_of(request: StaffRequest, call: Call) -> tuple[str, dict[str, Any]] | None:
    """Written by who answered, during the call or soon after it."""
    if not call.answered_at or not call.agent:
        return None
    until = (call.ended_at or clock.now()) + RECORDED_WITHIN
    found = contacts_visible_to(request.actor).filter(
        handler=call.agent.staff.login_id, started_at__gte=call.answered_at - BEFORE, started_at__lt=until
    )
    return "telephone/calls/_contacts.html", {"contacts": list(found.order_by("started_at")[:MOST])}


def bookings_of(request: StaffRequest, call: Call) -> tuple[str, dict[str, Any]] | None:
    """Of whoever calls from that number: what is still to come first."""
    digits = call.dialled if call.direction == Direction.OUTGOING else call.caller
    if not digits or not request.actor.may(MAY_SEE_NUMBERS) or not request.actor.may("bookings.view"):
        return None
    found = bookings_visible_to(request.actor).filter(phone=digits).order_by("-slot__starts_at")
    return "telephone/calls/_bookings.html", {
        "bookings": [(one, spoken_number(one.number)) for one in found[:MOST]]
    }
