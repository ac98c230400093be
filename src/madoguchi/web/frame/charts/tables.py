"""A table of `metrics.past` as it reads: the screens, the pages of a report and the fold below a chart show this."""

from dataclasses import dataclass

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.shapes import Cell, Table
from madoguchi.web.frame.charts.scales import value_words


@dataclass(frozen=True)
class ShownHead:
    label: str
    is_number: bool


@dataclass(frozen=True)
class ShownCell:
    label: str  # of its column, for narrow screens
    words: str
    is_number: bool
    is_header: bool


@dataclass(frozen=True)
class ShownTable:
    key: str
    caption: str
    heads: tuple[ShownHead, ...]
    rows: tuple[tuple[ShownCell, ...], ...]
    total: tuple[ShownCell, ...]
    note: str

    @property
    def is_wide(self) -> bool:
        """Beyond what reads well on a page that stands."""
        return len(self.heads) > 12


def shown_table(table: Table) -> ShownTable:
    return ShownTable(
        table.key,
        table.heading,
        tuple(ShownHead(_head(column.label, column.unit), column.unit is not None) for column in table.columns),
        tuple(_row(row, table) for row in table.rows),
        _row(table.total, table) if table.total else (),
        table.note,
    )


def _row(row: tuple[Cell, ...], table: Table) -> tuple[ShownCell, ...]:
    return tuple(
        ShownCell(column.label, value_words(cell, column.unit), column.unit is not None, place == 0)
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True))
    )


def _head(label: str, unit: Unit | None) -> str:
    """A share says so at its head; seconds say it in each cell, and what is counted says its name."""
    return f"{label}（%）" if unit is Unit.PERCENT and "%" not in label else label
