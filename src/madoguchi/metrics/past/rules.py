"""What is counted of a stretch of days, before any figure is made of it. Pure."""

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Protocol

from madoguchi.metrics.rules import Counted, Terms


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


class Counts(Protocol):
    """Of one period. What no figure asks for is not counted."""

    @property
    def terms(self) -> Terms: ...
    @property
    def calls(self) -> Counted: ...
    @property
    def times(self) -> Times: ...


def whole_months(first: date, last: date) -> int:
    """How many calendar months the days from `first` to `last` are; 0 where they are not whole ones."""
    after = last + timedelta(days=1)
    if first.day != 1 or after.day != 1:
        return 0
    return (after.year - first.year) * 12 + after.month - first.month
