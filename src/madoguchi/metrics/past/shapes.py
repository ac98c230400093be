"""What is read of a stretch of days: figures and tables, each a plain value that can be shown, drawn, filed, frozen."""

from dataclasses import dataclass
from datetime import date, timedelta

from madoguchi.metrics.definitions import Unit


@dataclass(frozen=True)
class Period:
    """Whole days in Tokyo, both named days included."""

    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=place) for place in range((self.last - self.first).days + 1))


@dataclass(frozen=True)
class Value:
    """A figure of a period. A share is kept as its two numbers (`metrics.rules.Rate` says why)."""

    key: str  # of its entry in `metrics.definitions`
    version: int  # of that entry
    part: float
    whole: float | None = None  # None: a number or a sum, nothing is divided


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    unit: Unit | None = None  # None: words


Cell = str | int | float | None  # None: nothing to divide by, nothing known


@dataclass(frozen=True)
class Table:
    key: str
    heading: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()  # empty where adding up says nothing
    note: str = ""
