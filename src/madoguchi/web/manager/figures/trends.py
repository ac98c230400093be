"""Figures through months as tables that are drawn: the value, and the goal that held in each month."""

from collections.abc import Callable, Sequence
from datetime import date

from madoguchi.metrics.baseline.queries import Beside
from madoguchi.metrics.definitions import BY_KEY, Figure, Unit
from madoguchi.metrics.kpi.queries import MonthOfFigure, Pasts
from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.shapes import Cell, Column, Table, Value
from madoguchi.web.frame.charts.drawing import ShownChart, shown_chart
from madoguchi.web.manager.figures.goals_shown import fixed_target

MONTH = Column("month", "月")
Words = Callable[[date], str]


def cell_of(value: Value | None, figure: Figure) -> Cell:
    """Rounded as it is shown: a share to a tenth, downwards; nothing where nothing was counted."""
    if value is None or value.number is None:
        return None
    if figure.unit is Unit.PERCENT:
        return int(value.number * 10) / 10
    return round(value.number, 1) if value.whole is not None else round(value.number)


def trend_chart(figure: Figure, months: Sequence[MonthOfFigure], words: Words) -> ShownChart:
    """A goal that stayed the same is a line across, one that changed is a line of its own."""
    targets = [fixed_target(one.goals) for one in months]
    is_one = len(set(targets)) == 1
    columns = [MONTH, Column("value", figure.label, figure.unit)]
    if not is_one:
        columns.append(Column("target", "目標", figure.unit))
    rows = tuple(
        (words(one.month), cell_of(one.value, figure), *([] if is_one else [target]))
        for one, target in zip(months, targets, strict=True)
    )
    table = Table("trend", f"{figure.label}の移り変わり", tuple(columns), rows)
    chart = Chart(
        ChartKind.LINES,
        table.key,
        table.heading,
        "month",
        tuple(column.key for column in columns[1:]),
        target=targets[0] if is_one else None,
    )
    return shown_chart(chart, table)


def beside_chart(figure: Figure, months: Sequence[tuple[date, Beside]], words: Words) -> ShownChart:
    """The former contractor's and ours, as two lines."""
    columns = (MONTH, Column("ours", "いま", figure.unit), Column("former", "前の事業者", figure.unit))
    rows = tuple((words(month), cell_of(one.ours, figure), round(one.base.value, 1)) for month, one in months)
    table = Table("beside", f"{figure.label}：前の事業者といま", columns, rows)
    return shown_chart(Chart(ChartKind.LINES, table.key, table.heading, "month", ("ours", "former")), table)


def months_table(
    key: str, heading: str, keys: Sequence[str], months: Sequence[date], pasts: Pasts, words: Words
) -> Table:
    """Several figures side by side, a month a line."""
    entries = [BY_KEY[one] for one in keys]
    columns = (MONTH, *(Column(one.key, one.label, one.unit) for one in entries))
    rows = tuple(
        (words(month), *(cell_of(pasts.of(month).figure(one.key), one) for one in entries)) for month in months
    )
    return Table(key, heading, columns, rows)
