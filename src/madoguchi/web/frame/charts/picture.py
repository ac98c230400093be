"""What of a table is drawn: which rows, which columns on one axis, under which names. Pure."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.shapes import Column, Table
from madoguchi.web.frame.charts.scales import Scale, kind_of, numbers_in, scale_of

MOST_LYING = 20  # rows of names: more would be a page that nobody compares


@dataclass(frozen=True)
class Series:
    place: int  # how it looks
    column: Column
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Picture:
    name: str  # its patterns bear it
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    scale: Scale
    unit: Unit | None
    target: float | None
    is_stacked: bool
    is_lying: bool  # names that are too long to stand side by side: bars from left to right
    left_out: tuple[str, ...]  # columns that another axis would need
    rows_left_out: int


def picture_of(chart: Chart, table: Table) -> Picture:
    places = {column.key: place for place, column in enumerate(table.columns)}
    asked = [places[key] for key in chart.values if key in places]
    if not asked and chart.kind is not ChartKind.HEAT:
        asked = [place for place, column in enumerate(table.columns) if column.unit and column.key != chart.label][
            :1
        ]
    kind = kind_of(table.columns[asked[0]].unit) if asked else "count"
    fitting = [place for place in asked if kind_of(table.columns[place].unit) == kind]
    labels = [str(row[places.get(chart.label, 0)]) for row in table.rows]
    is_lying = chart.kind in (ChartKind.BARS, ChartKind.STACKED) and not _in_order(labels)
    rows = table.rows[:MOST_LYING] if is_lying else table.rows
    series = tuple(
        Series(look, table.columns[place], tuple(numbers_in(rows, place))) for look, place in enumerate(fitting)
    )
    units = {one.column.unit for one in series}
    unit = units.pop() if len(units) == 1 else None
    return Picture(
        name=name_of(chart),
        labels=tuple(labels[: len(rows)]),
        series=series,
        scale=scale_of(_heights(series, chart), unit),
        unit=unit,
        target=chart.target,
        is_stacked=chart.kind is ChartKind.STACKED,
        is_lying=is_lying,
        left_out=tuple(table.columns[place].label for place in asked if place not in fitting),
        rows_left_out=len(table.rows) - len(rows),
    )


def name_of(chart: Chart) -> str:
    """The same chart twice on a page may share its patterns, two charts must not."""
    return f"c{hashlib.sha256(repr(chart).encode()).hexdigest()[:10]}"


def axis_words(labels: Sequence[str]) -> list[tuple[str, str]]:
    """The line below the axis and the one below it, where a year begins: 2026年10月 → 10月, 2026年."""
    found, year_before = [], ""
    for label in labels:
        dated = re.fullmatch(r"(\d{4})[年/-]0?(\d.*)", label)
        if not dated:
            found.append((label, ""))
            continue
        year, rest = dated.groups()
        found.append((re.sub(r"[/-]0?", "/", rest), f"{year}年" if year != year_before else ""))
        year_before = year
    return found


def without_weekday(label: str) -> str:
    return re.sub(r"[（(].[)）]$", "", label)


def _in_order(labels: Sequence[str]) -> bool:
    """Days, hours and months follow one another, and some may go unnamed; names of things may not."""
    return all(re.match(r"\d", label) for label in labels)


def _heights(series: Sequence[Series], chart: Chart) -> list[float]:
    target = [] if chart.target is None else [chart.target]
    if chart.kind is not ChartKind.STACKED:
        return target + [value for one in series for value in one.values if value is not None]
    return target + [sum(value or 0 for value in row) for row in zip(*(one.values for one in series), strict=True)]
