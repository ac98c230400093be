"""What making and changing a booking ask about outages."""

from collections.abc import Iterable

from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.outages.queries import outage_at
from madoguchi.booking.refusals import NationalSystemStops
from madoguchi.booking.to_telephone.actions import close_calls
from madoguchi.booking.to_telephone.rules import CallReason
from madoguchi.core.actors import Actor, UserKind
from madoguchi.municipality.models import Procedure


def card_people(procedures: Iterable[Procedure]) -> int:
    """How many come for something that needs the national system."""
    return sum(procedure.needs_national_system for procedure in procedures)


def refuse_during_outage(slot: Slot, procedures: Iterable[Procedure]) -> None:
    """A family with one card procedure is refused too. Asked when the slot's row is held already: an outage begins
    with the same rows, so one of the two comes second and sees the other."""
    if card_people(procedures) and outage_at(slot):
        raise NationalSystemStops


def note_moved_away(booking: Booking, *, by: Actor) -> None:
    """Who has moved by the own link need not be telephoned; whom staff have moved must still hear of it."""
    if by.kind is UserKind.CITIZEN:
        close_calls(booking, reason=CallReason.OUTAGE, by=by)
