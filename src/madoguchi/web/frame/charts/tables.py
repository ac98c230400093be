"""A table of `metrics.past` as it reads: the screens, the pages of a report and the fold below a chart show this."""

from dataclasses import dataclass, replace

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.shapes import Cell, Table
from madoguchi.web.frame.charts.scales import value_words

# What a wide table need not show where it never happened: its sum says 0 in every row. Files keep every column.
SELDOM = ("in_announcement", "overflowed", "self_served", "lost", "waiting")
WIDE = 10


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
    table = _without_what_never_happened(table)
    return ShownTable(
        table.key,
        table.heading,
        tuple(ShownHead(_head(column.label, column.unit), column.unit is not None) for column in table.columns),
        tuple(_row(row, table) for row in table.rows),
        _row(table.total, table) if table.total else (),
        table.note,
    )


def _without_what_never_happened(table: Table) -> Table:
    if len(table.columns) <= WIDE:
        return table
    lines = (*table.rows, table.total) if table.total else table.rows
    empty = [
        place
        for place, column in enumerate(table.columns)
        if column.key in SELDOM and not any(line[place] for line in lines)
    ]
    if not empty or not lines:
        return table

    def kept(line: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(cell for place, cell in enumerate(line) if place not in empty)

    names = "".join(f"「{table.columns[place].label}」" for place in empty)
    return replace(
        table,
        columns=tuple(column for place, column in enumerate(table.columns) if place not in empty),
        rows=tuple(map(kept, table.rows)),
        total=kept(table.total),
        note=f"{table.note}{names}は、この期間になかったため、欄を省いています。",
    )


def _row(row: tuple[Cell, ...], table: Table) -> tuple[ShownCell, ...]:
    return tuple(
        ShownCell(column.label, value_words(cell, column.unit), column.unit is not None, place == 0)
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True))
    )


def _head(label: str, unit: Unit | None) -> str:
    """A share says so at its head; seconds say it in each cell, and what is counted says its name."""
    return f"{label}（%）" if unit is Unit.PERCENT and "%" not in label else label
