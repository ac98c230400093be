"""A heat map: the table as it stands, each cell the darker the more. The number is in the cell: nothing rests on tint."""

from xml.etree.ElementTree import Element

from madoguchi.metrics.past.charts import Chart
from madoguchi.metrics.past.shapes import Cell, Table
from madoguchi.web.frame.charts.looks import DARK_FROM, HEAT
from madoguchi.web.frame.charts.picture import without_weekday
from madoguchi.web.frame.charts.scales import number_of, value_words
from madoguchi.web.frame.charts.svg import INK, LINE, PAPER, add_title, element, shortened, width_of, words

WIDTH, ROW, HEAD = 720, 24, 24
WIDEST_NAME = 110
TOTAL = "total"  # the column of sums: it would make all others pale


def add_heat(drawing: Element, chart: Chart, table: Table, top: float) -> float:
    places = {column.key: place for place, column in enumerate(table.columns)}
    named = places.get(chart.label, 0)
    drawn = [places[key] for key in chart.values if key in places] or [
        place
        for place, column in enumerate(table.columns)
        if place != named and column.unit and column.key != TOTAL
    ]
    highest = max((number_of(row[place]) or 0 for row in table.rows for place in drawn), default=0)
    left = min(max((width_of(str(row[named])) for row in table.rows), default=0), WIDEST_NAME) + 12
    step = (WIDTH - left - 4) / max(len(drawn), 1)
    size = 13 if step >= 34 else 11
    for number, place in enumerate(drawn):
        head = shortened(table.columns[place].label, step - 2, size)
        words(drawing, head, left + step * (number + 0.5), top + 16, anchor="middle", size=size)
    y = top + HEAD
    for row in table.rows:
        name = without_weekday(str(row[named])) if width_of(str(row[named])) > WIDEST_NAME else str(row[named])
        words(drawing, shortened(name, WIDEST_NAME), left - 8, y + 16.5, anchor="end")
        for number, place in enumerate(drawn):
            column = table.columns[place]
            _add_cell(
                drawing, row[place], tint_of(number_of(row[place]), highest), left + step * number, y, step, size,
                value_words(row[place], column.unit), f"{row[named]} {column.label} {value_words(row[place], column.unit, with_unit=True)}",
            )  # fmt: skip
        y += ROW
    return y + 4


def tint_of(value: float | None, highest: float) -> int:
    """The place in HEAT: 0 for nothing, then five equal steps up to the highest."""
    if not value or highest <= 0:
        return 0
    return min(1 + int(value / highest * (len(HEAT) - 1)), len(HEAT) - 1)


def _add_cell(
    drawing: Element, value: Cell, tint: int, x: float, y: float, width: float, size: float, text: str, title: str
) -> None:
    cell = element(drawing, "rect", x=x, y=y, width=width, height=ROW, fill=HEAT[tint], stroke=LINE)
    add_title(cell, title)
    if width_of(text, size) <= width:
        fill = PAPER if tint >= DARK_FROM else INK
        words(drawing, text, x + width / 2, y + 16.5, anchor="middle", fill=fill, size=size)
