"""What is read of a stretch of days: figures and tables, each a plain value that can be shown, drawn, filed, frozen."""

from dataclasses import dataclass
from datetime import date, timedelta

from madoguchi.metrics.definitions import Unit, figure
from madoguchi.metrics.rules import Rate


@dataclass(frozen=True)
class Period:
    """Whole days in Tokyo, both named days included."""

    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=place) for place in range((self.last - self.first).days + 1))

    @classmethod
    def month_of(cls, day: date) -> "Period":
        first = day.replace(day=1)
        return cls(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


@dataclass(frozen=True)
class Value:
    """A figure of a period. A share is kept as its two numbers (`metrics.rules.Rate` says why)."""

    key: str  # of its entry in `metrics.definitions`
    version: int  # of that entry
    part: float
    whole: float | None = None  # None: a number or a sum, nothing is divided

    @property
    def number(self) -> float | None:
        """In the unit of its entry. None when there is nothing to divide by."""
        if self.whole is None:
            return self.part
        scale = 100 if figure(self.key).unit is Unit.PERCENT else 1
        return self.part * scale / self.whole if self.whole else None

    @property
    def shown(self) -> str:
        """As it stands in a text, without its unit."""
        if figure(self.key).unit is Unit.PERCENT:
            return Rate(round(self.part), round(self.whole or 0)).shown
        if self.number is None:
            return "—"
        decimals = 1 if self.whole is not None and figure(self.key).unit is not Unit.SECONDS else 0
        return f"{self.number:,.{decimals}f}"


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
