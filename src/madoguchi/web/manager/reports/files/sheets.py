"""A report as a workbook: a sheet a section, numbers as numbers, its charts as charts that Excel draws anew."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from madoguchi.core.text.cells import NO_XML, harmless
from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.shapes import Cell, Table
from madoguchi.reports.content import ChartBlock, Content, TableBlock
from madoguchi.web.frame.charts.heat import TOTAL
from madoguchi.web.manager.reports.files.rows import Part, cover_of, definitions_of, parts_of

NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31
FORMATS = {Unit.PERCENT: "0.0", Unit.SECONDS: "#,##0.0"}
BOLD, HEAD = Font(bold=True), PatternFill("solid", fgColor="E8ECF7")
EDGE = Border(*(Side("thin", color="999999"),) * 4)
TINTS = ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max", end_color="6697FF")
WIDEST = 60
ROWS_OF_A_CHART = 16


@dataclass(frozen=True)
class _Placed:
    table: Table
    sheet: Worksheet
    heads: int  # the row of its heads


def workbook_of(content: Content) -> bytes:
    book = Workbook()
    names: set[str] = set()
    _fill(_sheet(book, "表紙", names, is_first=True), [cover_of(content)])
    tables: dict[str, _Placed] = {}
    sheets = []
    for number, section in enumerate(content.sections, start=1):
        sheet = _sheet(book, f"{number} {section.heading}", names)
        sheets.append(sheet)
        places = _fill(sheet, parts_of(section.blocks))
        for block in section.blocks:
            if isinstance(block, TableBlock):
                tables[block.table.key] = _Placed(block.table, sheet, places[block.table.key])
    for sheet, section in zip(sheets, content.sections, strict=True):
        row = sheet.max_row + 2
        for block in section.blocks:
            if isinstance(block, ChartBlock) and (placed := tables.get(block.chart.table)):
                row += ROWS_OF_A_CHART if _draw(sheet, row, block.chart, placed) else 0
    if content.definitions:
        _fill(_sheet(book, "指標の数え方", names), [definitions_of(content)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(book: Workbook, title: str, names: set[str], *, is_first: bool = False) -> Worksheet:
    name = NOT_IN_A_NAME.sub("・", title)[:LONGEST_NAME].strip() or "シート"
    while name.lower() in names:
        name = f"{name[: LONGEST_NAME - 2]}_{len(names)}"[:LONGEST_NAME]
    names.add(name.lower())
    sheet = book.worksheets[0] if is_first else book.create_sheet()
    sheet.title = name
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return sheet


def _fill(sheet: Worksheet, parts: Iterable[Part]) -> dict[str, int]:
    """Where each table begins: the row of its heads."""
    places: dict[str, int] = {}
    widths: dict[int, float] = {}
    row = 1
    for part in parts:
        if part.heading:
            sheet.cell(row, 1, _text(part.heading)).font = BOLD
            row += 1
        if part.key:
            places[part.key] = row
        for number, cells in enumerate(part.rows):
            is_head = part.has_heads and number == 0
            is_total = part.has_total and number == len(part.rows) - 1
            for place, value in enumerate(cells, start=1):
                _write(sheet, row, place, value, part, is_bold=is_head or is_total, is_head=is_head)
                if len(cells) > 1:
                    widths[place] = max(widths.get(place, 8), min(_width(value, is_head=is_head), WIDEST))
            row += 1
        row += 1
    for place, width in widths.items():
        sheet.column_dimensions[get_column_letter(place)].width = width
    return places


def _write(
    sheet: Worksheet, row: int, place: int, value: Cell, part: Part, *, is_bold: bool, is_head: bool
) -> None:
    cell = sheet.cell(row, place, _text(value) if isinstance(value, str) else value)
    unit = part.units[place - 1] if part.units else None
    if not isinstance(value, str) and value is not None:
        cell.number_format = (
            FORMATS.get(unit, "#,##0.0" if isinstance(value, float) else "#,##0") if unit else "General"
        )
    if is_bold:
        cell.font = BOLD
    if is_head:
        cell.fill = HEAD
    if len(part.rows[0]) > 1:
        cell.border = EDGE
        cell.alignment = Alignment(vertical="top", wrap_text=is_head or isinstance(value, str))


def _text(words: str) -> str:
    return harmless(NO_XML.sub("〓", words))


def _width(value: Cell, *, is_head: bool) -> float:
    words = "" if value is None else str(value)
    wide = sum(2.0 if ord(one) > 0xFF else 1.1 for one in words) + 2
    return min(wide, 16) if is_head else wide


def _draw(sheet: Worksheet, row: int, chart: Chart, placed: _Placed) -> bool:
    """Whether it took room: a heat map is the table itself, tinted."""
    places = {column.key: place for place, column in enumerate(placed.table.columns, start=1)}
    first, last = placed.heads + 1, placed.heads + len(placed.table.rows)
    drawn = [places[key] for key in chart.values if key in places]
    if not placed.table.rows or chart.label not in places:
        return False
    if chart.kind is ChartKind.HEAT:
        numbers = drawn or [place for key, place in places.items() if key != chart.label]
        tinted = [place for place in numbers if place != places.get(TOTAL)]
        if not tinted:  # a grid without an hour: nothing happened
            return False
        area = f"{get_column_letter(min(tinted))}{first}:{get_column_letter(max(tinted))}{last}"
        placed.sheet.conditional_formatting.add(area, TINTS)
        return False
    if not drawn:
        return False
    made = LineChart() if chart.kind is ChartKind.LINES else BarChart()
    made.title, made.width, made.height = chart.title, 24, 7.5
    if chart.kind is ChartKind.STACKED:
        made.grouping, made.overlap = "stacked", 100
    for place in drawn:
        made.add_data(
            Reference(placed.sheet, min_col=place, min_row=placed.heads, max_row=last), titles_from_data=True
        )
    made.set_categories(Reference(placed.sheet, min_col=places[chart.label], min_row=first, max_row=last))
    made.x_axis.delete = made.y_axis.delete = False
    sheet.add_chart(made, f"A{row}")
    return True
