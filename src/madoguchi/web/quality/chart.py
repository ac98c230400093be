"""Means of months as lines, for the chart of the frame."""

from collections.abc import Sequence
from dataclasses import replace

from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.shapes import Cell, Column, Table
from madoguchi.quality.rules import SMALL_SAMPLE, MonthMean
from madoguchi.web.frame.charts.drawing import ShownChart, shown_chart

KEY = "evaluations"


def chart_of(series: Sequence[tuple[str, Sequence[MonthMean]]]) -> ShownChart | None:
    """None where nothing has been rated yet. A month without a rating breaks the line; one that rests on few is hollow."""
    shown = [(name, months) for name, months in series if any(one.mean is not None for one in months)]
    if not shown:
        return None
    columns = (
        Column("month", "応対の月"),
        *(Column(f"mean_{place}", name) for place, (name, _) in enumerate(shown)),
    )
    rows: list[tuple[Cell, ...]] = [
        (f"{of_month[0].month:%Y年}{of_month[0].month.month}月", *(one.mean for one in of_month))
        for of_month in zip(*(months for _, months in shown), strict=True)
    ]
    few = {
        (row, columns[place + 1].key)
        for place, (_, months) in enumerate(shown)
        for row, one in enumerate(months)
        if one.is_small
    }
    title = "月ごとの合計の平均（点）"
    chart = Chart(ChartKind.LINES, KEY, title, "month", tuple(column.key for column in columns[1:]))
    drawn = shown_chart(chart, Table(KEY, title, columns, tuple(rows)), hollow=frozenset(few))
    return replace(drawn, notes=(f"中が白い印は、評価が{SMALL_SAMPLE}件に満たない月です。",))
