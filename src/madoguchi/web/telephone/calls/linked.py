"""Contacts and bookings that belong to a call."""

from typing import Any

from madoguchi.booking.queries import bookings_visible_to
from madoguchi.booking.rules import spoken_number
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Direction
from madoguchi.calls.ledger.shown import MAY_SEE_NUMBERS
from madoguchi.contacts.records.queries import contacts_visible_to
from madoguchi.contacts.telephone.queries import contacts_of_call
from madoguchi.web.frame.access import StaffRequest

MOST = 10


def contacts_of(request: StaffRequest, call: Call) -> tuple[str, dict[str, Any]] | None:
    """Taken up for it, or written by who answered, during the call or soon after it."""
    found = list(contacts_of_call(call, contacts_visible_to(request.actor))[:MOST])
    if not found and not (call.answered_at and call.agent):
        return None
    return "telephone/calls/_contacts.html", {"contacts": found}


def bookings_of(request: StaffRequest, call: Call) -> tuple[str, dict[str, Any]] | None:
    """Of whoever calls from that number: what is still to come first."""
    digits = call.dialled if call.direction == Direction.OUTGOING else call.caller
    if not digits or not request.actor.may(MAY_SEE_NUMBERS) or not request.actor.may("bookings.view"):
        return None
    found = bookings_visible_to(request.actor).filter(phone=digits).order_by("-slot__starts_at")
    return "telephone/calls/_bookings.html", {
        "bookings": [(one, spoken_number(one.number)) for one in found[:MOST]]
    }
