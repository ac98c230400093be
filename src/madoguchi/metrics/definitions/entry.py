"""What an entry of the registry says of a figure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.metrics.now.shapes import Now
from madoguchi.metrics.past.rules import Counts
from madoguchi.metrics.rules import Mean, Rate, Terms


class Unit(StrEnum):
    CALLS = "件"
    PEOPLE = "人"
    SEATS = "席"
    SECONDS = "秒"
    PERCENT = "%"
    TIMES = "回"


class Better(StrEnum):
    """In which direction it is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


Amount = Rate | Mean | int


@dataclass(frozen=True)
class Figure:
    key: str
    label: str
    english: str
    formula: str  # in words, as it stands beside the figure
    unit: Unit
    better: Better
    now: Callable[[Now], float | None] | None = None  # its answer None: nothing to divide by yet
    past: Callable[[Counts], Amount | None] | None = None  # its answer None: this contract has no such figure
    source: str = ""  # which document, or which reading of it
    version: int = 1
    stretch: str = ""  # "今日", "今月" where it is of one
    chosen: Callable[[Terms], str] | None = None  # what the contract has chosen of the formula, in words

    @property
    def name(self) -> str:
        """Without the stretch of time that it is of."""
        return self.label.removeprefix(f"{self.stretch}の")

    def formula_under(self, terms: Terms) -> str:
        """As this contract counts it: what a report says and freezes."""
        return self.chosen(terms) if self.chosen else self.formula

    def at(self, now: Now) -> float | None:
        return self.now(now) if self.now else None
