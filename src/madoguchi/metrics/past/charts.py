"""How a table is drawn: one specification for the screen and for paper."""

from dataclasses import dataclass
from enum import StrEnum


class ChartKind(StrEnum):
    BARS = "bars"  # side by side
    STACKED = "stacked"
    LINES = "lines"
    HEAT = "heat"  # rows × columns, as the table stands


@dataclass(frozen=True)
class Chart:
    kind: ChartKind
    table: str  # the key of the table that it draws
    title: str
    label: str  # the column that names the points
    values: tuple[str, ...]  # the columns that are drawn; of a heat map all that stand side by side
    target: float | None = None  # a line across
