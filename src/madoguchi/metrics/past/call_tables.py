"""Tables of calls: the same numbers as the figures, day by day, hour by hour, line by line."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from madoguchi.core import clock
from madoguchi.metrics.definitions import figure
from madoguchi.metrics.past.calls import Some, total_of
from madoguchi.metrics.past.hours import hours_between
from madoguchi.metrics.past.shapes import Cell, Column, Period, Table
from madoguchi.metrics.rules import Mean, Rate, Terms, answer_rate

COUNTED = (
    "received", "answered", "hung_up_before_answer", "abandoned", "short_abandoned", "in_announcement", "overflowed",
    "self_served", "lost", "waiting", "after_hours",
)  # fmt: skip
DAY, HOUR, LINE = Column("day", "日"), Column("hour", "時間"), Column("line", "電話番号")
SUMS_UP = "着信は、応答・応答前の切断・あふれ・自動で案内・交換機の停止による切断・待ち呼の合計です。"


def _column(key: str) -> Column:
    entry = figure(key)
    return Column(key, entry.label, entry.unit)


CALL_COLUMNS = (*(_column(key) for key in COUNTED), _column("answer_rate"))
TIME_COLUMNS = (
    _column("answered"),
    *(_column(key) for key in ("asa", "average_talk", "average_after_call", "aht")),
)


def rate_cell(rate: Rate) -> float | None:
    """To a tenth, rounded down as it is shown."""
    return rate.part * 1000 // rate.whole / 10 if rate.whole else None


def mean_cell(mean: Mean) -> float | None:
    return round(mean.total / mean.count, 1) if mean.count else None


def calls_row(some: Some, terms: Terms) -> tuple[Cell, ...]:
    return (*(getattr(some.counted, key) for key in COUNTED), rate_cell(answer_rate(some.counted, terms)))


def times_row(some: Some, _: Terms) -> tuple[Cell, ...]:
    times, calls = some.times, some.times.calls
    return (
        some.counted.answered,
        mean_cell(Mean(times.waited, some.counted.answered)),
        mean_cell(Mean(times.talked + times.held, calls)),
        mean_cell(Mean(times.worked, calls)),
        mean_cell(Mean(times.handled, calls)),
    )


Row = Callable[[Some, Terms], tuple[Cell, ...]]


def by_day_table(
    key: str, heading: str, period: Period, hours: Mapping[datetime, Some], terms: Terms, row: Row = calls_row
) -> Table:
    """Every day of the period has its line, also one without a call."""
    days: dict[date, list[Some]] = {day: [] for day in period.days}
    for hour, some in hours.items():
        days[hour.date()].append(some)
    lines = tuple((day_label(day, period), *row(total_of(some), terms)) for day, some in days.items())
    return _table(key, heading, DAY, lines, hours.values(), terms, row)


def by_hour_table(
    key: str, heading: str, hours: Mapping[datetime, Some], terms: Terms, row: Row = calls_row
) -> Table:
    found: dict[int, list[Some]] = {}
    for hour, some in hours.items():
        found.setdefault(hour.hour, []).append(some)
    lines = tuple((hour_label(hour), *row(total_of(found.get(hour, ())), terms)) for hour in hours_between(found))
    return _table(key, heading, HOUR, lines, hours.values(), terms, row)


def by_line_table(key: str, heading: str, lines: Mapping[str, Some], terms: Terms) -> Table:
    rows = tuple((label, *calls_row(some, terms)) for label, some in lines.items())
    return _table(key, heading, LINE, rows, lines.values(), terms, calls_row)


def _table(
    key: str,
    heading: str,
    first: Column,
    lines: tuple[tuple[Cell, ...], ...],
    everything: Iterable[Some],
    terms: Terms,
    row: Row,
) -> Table:
    columns, note = (CALL_COLUMNS, SUMS_UP) if row is calls_row else (TIME_COLUMNS, "")
    return Table(key, heading, (first, *columns), lines, total=("計", *row(total_of(everything), terms)), note=note)


def day_label(day: date, period: Period) -> str:
    year = f"{day.year}年" if period.first.year != period.last.year else ""
    return f"{year}{day.month}月{day.day}日（{clock.WEEKDAYS[day.weekday()]}）"


def hour_label(hour: int) -> str:
    return f"{hour}時"
