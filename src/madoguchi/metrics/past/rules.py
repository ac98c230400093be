"""What is counted of a stretch of days, before any figure is made of it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Protocol

from madoguchi.metrics.rules import Counted, Rate, Terms


@dataclass(frozen=True)
class Times:
    """Seconds of calls that somebody answered, added up."""

    waited: float = 0.0  # in the queue, also of calls that are not over yet
    talked: float = 0.0  # this and what follows: of those that are over
    held: float = 0.0
    worked: float = 0.0  # after the call
    calls: int = 0  # how many are over

    def __add__(self, other: "Times") -> "Times":
        return Times(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def handled(self) -> float:
        return self.talked + self.held + self.worked


@dataclass(frozen=True)
class Contacts:
    """Records that were begun, by whichever channel."""

    recorded: int = 0
    complaints: int = 0
    to_city: int = 0  # put through, or handed to a department
    escalations: int = 0  # opened, of whichever record


@dataclass(frozen=True)
class RecordedCalls:
    """Calls that were answered and of which there is a record, each once however many wrote of it."""

    calls: int = 0
    transferred: int = 0
    completed_in_centre: int = 0
    first_answered: int = 0
    first_completed: int = 0


@dataclass(frozen=True)
class Bookings:
    """That were made, by channel; what was cancelled later was booked all the same."""

    web: int = 0
    telephone: int = 0
    city: int = 0
    cancelled: int = 0

    @property
    def made(self) -> int:
        return self.web + self.telephone + self.city


@dataclass(frozen=True)
class Placed:
    """Hours of which it is known who sat at the telephones."""

    seconds: float = 0  # of everybody together
    hours: int = 0


class Counts(Protocol):
    """Of one period. What no figure asks for is not counted."""

    @property
    def terms(self) -> Terms: ...
    @property
    def calls(self) -> Counted: ...
    @property
    def times(self) -> Times: ...
    @property
    def contacts(self) -> Contacts: ...
    @property
    def recorded_calls(self) -> RecordedCalls: ...
    @property
    def bookings(self) -> Bookings | None: ...  # None: they are made in another system
    @property
    def bookings_elsewhere(self) -> int | None: ...  # None: they are made here
    @property
    def bookings_told(self) -> int | None: ...  # None: the other system has not said
    @property
    def faq_uses(self) -> int | None: ...  # None: they are not counted
    @property
    def placed(self) -> Placed: ...
    @property
    def availability(self) -> Rate: ...


def answered_in_all(counts: Counts) -> int:
    """What rates of records are divided by: answered calls; where telephones tell us nothing, the records of calls."""
    return max(counts.calls.answered, counts.recorded_calls.calls)


def records_of_calls(counts: Counts) -> int:
    return counts.recorded_calls.calls


# What rates of records are divided by, by the formula that the contract has chosen.
COMPLETION_RATE_OF: Mapping[str, Callable[[Counts], int]] = {
    "completed_of_answered": answered_in_all,
    "completed_of_recorded": records_of_calls,
}
TRANSFER_RATE_OF: Mapping[str, Callable[[Counts], int]] = {
    "transferred_of_answered": answered_in_all,
    "transferred_of_recorded": records_of_calls,
}


def completion_rate(counts: Counts) -> Rate:
    """A-16."""
    return Rate(counts.recorded_calls.completed_in_centre, COMPLETION_RATE_OF[counts.terms.completion_rate](counts))


def transfer_rate(counts: Counts) -> Rate:
    """A-16."""
    return Rate(counts.recorded_calls.transferred, TRANSFER_RATE_OF[counts.terms.transfer_rate](counts))


def whole_months(first: date, last: date) -> int:
    """How many calendar months the days from `first` to `last` are; 0 where they are not whole ones."""
    after = last + timedelta(days=1)
    if first.day != 1 or after.day != 1:
        return 0
    return (after.year - first.year) * 12 + after.month - first.month
