"""The content of a report as the screens show it: the draft, with fields where words are to be written, or an issue."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from madoguchi.core import clock
from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.shapes import Table
from madoguchi.reports.content import ChartBlock, Content, FiguresBlock, Line, TableBlock, TextBlock
from madoguchi.web.frame.charts.drawing import shown_chart
from madoguchi.web.frame.charts.scales import target_words, value_words
from madoguchi.web.frame.charts.tables import shown_table
from madoguchi.web.manager.reports.forms import name_of_cell


@dataclass(frozen=True)
class ShownLine:
    label: str
    words: str
    made_of: str  # the two numbers of a share
    target: str
    is_met: bool | None


@dataclass(frozen=True)
class ShownBlock:
    kind: str
    what: Any
    field: forms.BoundField | None = None
    by: str = ""
    rows: tuple[tuple[str, tuple[forms.BoundField, ...]], ...] = ()  # where numbers are entered


@dataclass(frozen=True)
class ShownSection:
    heading: str
    blocks: tuple[ShownBlock, ...]


def sections_of(content: Content, form: forms.BaseForm | None = None) -> list[ShownSection]:
    return [
        ShownSection(section.heading, tuple(_shown(content, section.blocks, form))) for section in content.sections
    ]


def _shown(content: Content, blocks: tuple[Any, ...], form: forms.BaseForm | None) -> Iterator[ShownBlock]:
    for block in blocks:
        match block:
            case FiguresBlock():
                yield ShownBlock("figures", [_line(line) for line in block.lines])
            case TableBlock():
                fields = _fields_of(block.table, form)
                yield ShownBlock("entered" if fields else "table", shown_table(block.table), rows=fields)
            case ChartBlock():
                if (table := content.table(block.chart.table)) is not None:
                    yield ShownBlock("chart", shown_chart(block.chart, table))
            case TextBlock():
                field = form[block.key] if form is not None and block.key in form.fields else None
                yield ShownBlock("text", block, field, _written(block))


def _fields_of(table: Table, form: forms.BaseForm | None) -> tuple[tuple[str, tuple[forms.BoundField, ...]], ...]:
    if form is None or name_of_cell(table, 0, 1) not in form.fields:
        return ()
    return tuple(
        (str(row[0]), tuple(form[name_of_cell(table, place, at)] for at in range(1, len(table.columns))))
        for place, row in enumerate(table.rows)
    )


def _line(line: Line) -> ShownLine:
    part, whole = line.value.part, line.value.whole
    is_share = whole is not None and line.unit is Unit.PERCENT
    return ShownLine(
        line.label,
        value_words(line.number, line.unit, with_unit=True),
        f"{value_words(part, None)} ÷ {value_words(whole, None)}" if is_share else "",
        f"目標 {target_words(line.target, line.unit)}" if line.target is not None else "",
        line.is_met,
    )


def _written(block: TextBlock) -> str:
    if not block.by or block.written_at is None:
        return ""
    return f"{block.by} {clock.in_tokyo(block.written_at):%Y年%-m月%-d日}"
