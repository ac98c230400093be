"""The axis of values: from nought to a round number above all that is drawn, and how its numbers read. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.shapes import Cell

SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
LINES = 5  # about so many across


@dataclass(frozen=True)
class Scale:
    top: float
    step: float

    @property
    def ticks(self) -> list[float]:
        return [self.step * place for place in range(round(self.top / self.step) + 1)]

    def share(self, value: float) -> float:
        return max(0.0, min(value / self.top, 1.0))


def scale_of(values: Iterable[float], unit: Unit | None) -> Scale:
    """From nought always: a bar that begins elsewhere says what is not so."""
    highest = max(values, default=0)
    if unit is Unit.PERCENT and 40 < highest <= 100:
        return Scale(100, 20)
    step = _step(highest / LINES, unit)
    return Scale(step * max(math.ceil(highest / step - 1e-9), 1), step)


def _step(least: float, unit: Unit | None) -> float:
    if unit is Unit.SECONDS and least <= SECONDS[-1]:
        return next(one for one in SECONDS if one >= least)
    if least <= 0:
        return 1
    power = 10.0 ** math.floor(math.log10(least))
    step: float = next(one * power for one in (1, 2, 5, 10) if one * power >= least * (1 - 1e-9))
    return step if unit is Unit.PERCENT else max(step, 1)


def kind_of(unit: Unit | None) -> str:
    """What may stand on one axis: counts of any kind, or seconds, or shares."""
    return {Unit.SECONDS: "seconds", Unit.PERCENT: "percent"}.get(unit, "count") if unit else "count"


def number_of(cell: Cell) -> float | None:
    return None if cell is None or isinstance(cell, str) else float(cell)


def numbers_in(rows: Sequence[Sequence[Cell]], place: int) -> list[float | None]:
    return [number_of(row[place]) for row in rows]


def value_words(value: Cell, unit: Unit | None, *, with_unit: bool = False) -> str:
    """As it stands in a table: 1,234 · 79.9 (rounded down, ADR 0020) · 3分05秒; — where there is nothing."""
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    if unit is Unit.SECONDS:
        return _time(value)
    if unit is Unit.PERCENT:
        return f"{math.floor(value * 10 + 1e-9) / 10:.1f}{'%' if with_unit else ''}"
    shown = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return f"{shown}{unit.value}" if with_unit and unit else shown


def tick_words(value: float, unit: Unit | None) -> str:
    if unit is Unit.SECONDS:
        return _time(value) if value % 60 or not value else f"{value / 60:.0f}分"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def target_words(value: float, unit: Unit | None) -> str:
    return tick_words(value, unit) + (unit.value if unit and unit is not Unit.SECONDS else "")


def _time(seconds: float) -> str:
    whole = int(seconds + 0.5)
    if whole >= 3600:
        return f"{whole // 3600}時間{whole % 3600 // 60:02}分"
    return f"{whole // 60}分{whole % 60:02}秒" if whole >= 60 else f"{whole}秒"
