"""A chart of a table, drawn.

chart = shown_chart(Chart(ChartKind.LINES, "calls_by_day", "応答率の推移", "day", ("answer_rate",), target=80), table)
{% include "frame/components/chart.html" %}
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString

from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.shapes import Table
from madoguchi.web.frame.charts.heat import add_heat
from madoguchi.web.frame.charts.looks import add_bar, add_line, add_mark, add_patterns, add_target
from madoguchi.web.frame.charts.lying import add_lying_bars
from madoguchi.web.frame.charts.picture import Picture, picture_of
from madoguchi.web.frame.charts.scales import number_of, target_words
from madoguchi.web.frame.charts.svg import INK, element, width_of, words, written
from madoguchi.web.frame.charts.tables import ShownTable, shown_table
from madoguchi.web.frame.charts.upright import LEFT, WIDTH, add_bars, add_lines

NONE_HOLLOW: frozenset[tuple[int, str]] = frozenset()
ROW_OF_LEGEND = 24
SANS = "Noto Sans JP, Noto Sans CJK JP, IPAexGothic, sans-serif"


@dataclass(frozen=True)
class ShownChart:
    title: str
    svg: SafeString  # "" where there is nothing to draw yet
    notes: tuple[str, ...]
    table: ShownTable


def shown_chart(chart: Chart, table: Table, *, hollow: frozenset[tuple[int, str]] = NONE_HOLLOW) -> ShownChart:
    return ShownChart(chart.title, drawn(chart, table, hollow=hollow), _notes(chart, table), shown_table(table))


def drawn(chart: Chart, table: Table, *, hollow: frozenset[tuple[int, str]] = NONE_HOLLOW) -> SafeString:
    """`hollow`: (row, column) of points that rest on few, drawn as outlines."""
    if not any(number_of(cell) is not None for row in table.rows for cell in row):
        return SafeString()
    drawing = element(None, "svg", class_="chart-svg", role="img", font_family=SANS)
    drawing.set("aria-label", f"{chart.title}の図。同じ数が表にあります。")
    if chart.kind is ChartKind.HEAT:
        return _closed(drawing, add_heat(drawing, chart, table, 0))
    picture = picture_of(chart, table)
    if not any(value is not None for one in picture.series for value in one.values):
        return SafeString()
    is_line = chart.kind is ChartKind.LINES
    if not is_line:
        add_patterns(drawing, picture.name, len(picture.series))
    top = _add_legend(drawing, picture, is_line=is_line)
    if picture.is_lying:
        return _closed(drawing, add_lying_bars(drawing, picture, top))
    add = add_lines if is_line else add_bars
    return _closed(drawing, add(drawing, picture, top + 14, hollow))


def _closed(drawing: Element, height: float) -> SafeString:
    drawing.set("viewBox", f"0 0 {WIDTH} {height:.0f}")
    return written(drawing)


def _add_legend(drawing: Element, picture: Picture, *, is_line: bool) -> float:
    """The unit, then each series with its look, then the target; on as many rows as they need."""
    unit = f"（{picture.unit.value}）" if picture.unit and not picture.is_lying else ""
    x, y = float(LEFT), 0.0
    if unit:
        words(drawing, unit, LEFT - 8, y + 16, anchor="end")
    entries = [(one.place, one.column.label) for one in picture.series] if len(picture.series) > 1 else []
    if picture.target is not None:
        entries.append((-1, f"目標 {target_words(picture.target, picture.unit)}"))
    for place, label in entries:
        wide = 40 + width_of(label) + 18
        if x + wide > WIDTH and x > LEFT:
            x, y = float(LEFT), y + ROW_OF_LEGEND
        if place < 0:
            add_target(drawing, f"M{x:.1f} {y + 12:.1f}h32")
        elif is_line:
            add_line(drawing, place, f"M{x:.1f} {y + 12:.1f}h32")
            add_mark(drawing, place, x + 16, y + 12)
        else:
            add_bar(drawing, place, picture.name, x + 2, y + 4, 28, 15, label)
        words(drawing, label, x + 40, y + 16.5, fill=INK)
        x += wide
    return y + ROW_OF_LEGEND if entries or unit else 0.0


def _notes(chart: Chart, table: Table) -> tuple[str, ...]:
    if chart.kind is ChartKind.HEAT:
        return ("色が濃いほど、数が大きいことを表します。",)
    picture, notes = picture_of(chart, table), []
    if picture.rows_left_out:
        notes.append(f"図は、表の上から{len(picture.labels)}行です。")
    if picture.left_out:
        notes.append(f"単位が違うため図に入れていない列: {'、'.join(picture.left_out)}")
    return tuple(notes)
