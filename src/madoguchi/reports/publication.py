"""Figures for publication and for the next tender: by month and by hour, calls, handling times and people placed (REP-28).

Sums only; nothing of a person, a topic or a wording is in it, so that the city may publish it as it is.
"""

from madoguchi.core import clock
from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.queries import Past, table_of
from madoguchi.metrics.past.shapes import Cell, Column, Period, Table
from madoguchi.reports.content import ChartBlock, Content, Section, TableBlock
from madoguchi.reports.drafting import definition_of, heads_of
from madoguchi.reports.schedule import REIWA_BEGAN

PUBLICATION = "publication"
TITLE = "電話の受付の統計"
# Of the tables of calls what the next contractor reckons with; how many hung up within seconds is a matter between two.
OF_CALLS = ("received", "answered", "hung_up_before_answer", "answer_rate")
OF_TIMES = ("answered", "asa", "average_talk", "average_after_call", "aht")


def publication_of(period: Period) -> Content:
    past = Past(period)
    by_month = _only(table_of(past, "calls_by_month"), OF_CALLS)
    by_hour = _only(table_of(past, "calls_by_hour"), OF_CALLS)
    times = [_only(table_of(past, key), OF_TIMES) for key in ("times_by_month", "times_by_hour")]
    placed = table_of(past, "placed_by_day_and_hour")
    sections = (
        Section("月別の着信と応答", (TableBlock(by_month), TableBlock(times[0]))),
        Section(
            "時間帯別の着信と応答",
            (
                ChartBlock(
                    Chart(ChartKind.BARS, by_hour.key, "時間帯別の着信と応答", "hour", ("received", "answered"))
                ),
                TableBlock(by_hour),
                TableBlock(times[1]),
            ),
        ),
        Section("時間帯別の配置", (TableBlock(_mean_by_hour(placed)),)),
    )
    municipality, contractor, _ = heads_of(clock.today())
    now = clock.now()
    return Content(
        code=PUBLICATION,
        title=TITLE,
        period=period,
        period_words=_words(period),
        made_at=now,
        issued_at=now,  # nothing is written or reviewed in it: what is counted is what there is
        municipality=municipality,
        contractor=contractor,
        sections=sections,
        definitions=tuple(definition_of(key, past.terms) for key in dict.fromkeys((*OF_CALLS, *OF_TIMES))),
    )


def _only(table: Table, keys: tuple[str, ...]) -> Table:
    places = [0, *(place for place, column in enumerate(table.columns) if column.key in keys)]

    def picked(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        return tuple(row[place] for place in places)

    columns = tuple(table.columns[place] for place in places)
    total = picked(table.total) if table.total else ()
    return Table(table.key, table.heading, columns, tuple(map(picked, table.rows)), total)


def _mean_by_hour(table: Table) -> Table:
    """Of the days of which anything is noted."""
    rows: list[tuple[Cell, ...]] = []
    for place, column in enumerate(table.columns[1:], start=1):
        noted = [number for row in table.rows if isinstance(number := row[place], int | float)]
        rows.append((column.label, round(sum(noted) / len(noted), 1) if noted else None, len(noted)))
    columns = (
        Column("hour", "時間"),
        Column("people", "平均の人数", Unit.PEOPLE),
        Column("days", "記録のある日", Unit.TIMES),
    )
    return Table("placed_by_hour", "時間帯別の配置人数", columns, tuple(rows), note="記録のある日の平均です。")


def _words(period: Period) -> str:
    first, last = period.first, period.last
    if (first.year, first.month) == (last.year, last.month):
        return f"令和{first.year - REIWA_BEGAN}年{first.month}月分"
    return f"令和{first.year - REIWA_BEGAN}年度"
