"""What is known of a call when it rings: who this may be, what they were promised, what they have booked (OPC-06)."""

from dataclasses import dataclass

from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.models import Booking
from madoguchi.booking.telephone.queries import bookings_ahead
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Direction
from madoguchi.calls.ledger.shown import duration, line_of, other_side
from madoguchi.calls.marks.queries import is_relay
from madoguchi.contacts.finding.queries import earlier_contacts
from madoguchi.contacts.models import Contact
from madoguchi.contacts.rules import ContactState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.knowledge.languages import LANGUAGE_LABELS


@dataclass(frozen=True)
class Known:
    call: Call
    other: str  # the number of the other side as it is written, or that it was withheld
    line: str  # which of our numbers was dialled
    waited: str
    is_relay: bool
    earlier: tuple[Contact, ...]
    bookings: tuple[Booking, ...]

    @property
    def is_outgoing(self) -> bool:
        return self.call.direction == Direction.OUTGOING

    @property
    def name(self) -> str:
        """As they called themselves last time."""
        return next((one.party_name for one in self.earlier if one.party_name), "")

    @property
    def language(self) -> str:
        """In which they were spoken with last time, where it was not Japanese."""
        spoken = next((one.language for one in self.earlier), "ja")
        return "" if spoken == "ja" else str(LANGUAGE_LABELS.get(spoken, spoken))

    @property
    def waiting(self) -> list[Contact]:
        """For whom an answer was prepared."""
        return [one for one in self.earlier if one.prepared_answer]

    @property
    def open_cases(self) -> list[Contact]:
        return [one for one in self.earlier if one.state != ContactState.COMPLETED]


def known_of(call: Call, actor: Actor) -> Known:
    digits = call.dialled if call.direction == Direction.OUTGOING else call.caller
    return Known(
        call,
        other=other_side(actor, call),
        line=line_of(call),
        waited=duration(_waited_seconds(call)),
        is_relay=is_relay(call.key),
        earlier=tuple(earlier_contacts(actor, phone=digits, name="")) if digits else (),
        bookings=tuple(bookings_ahead(actor, digits)) if digits and takes_bookings() else (),
    )


def _waited_seconds(call: Call) -> float:
    """Of who still waits, until now."""
    if call.queued_at and not call.answered_at and not call.ended_at:
        return max((clock.now() - call.queued_at).total_seconds(), 0)
    return call.wait_seconds
