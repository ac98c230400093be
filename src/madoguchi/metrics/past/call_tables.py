"""Tables of calls: the same numbers as the figures, day by day, hour by hour, line by line."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from madoguchi.metrics.definitions import figure
from madoguchi.metrics.past.calls import Some, total_of
from madoguchi.metrics.past.hours import hours_between
from madoguchi.metrics.past.labels import days_in, hour_label, month_of, months_in
from madoguchi.metrics.past.reading import Past
from madoguchi.metrics.past.shapes import Cell, Column, Table
from madoguchi.metrics.rules import Mean, Rate, Terms, answer_rate

COUNTED = (
    "received", "answered", "hung_up_before_answer", "abandoned", "short_abandoned", "in_announcement", "overflowed",
    "self_served", "lost", "waiting", "after_hours",
)  # fmt: skip
MONTH, DAY, HOUR = Column("month", "月"), Column("day", "日"), Column("hour", "時間")
LINE = Column("line", "電話番号")
SUMS_UP = "着信は、応答・応答前の切断・あふれ・自動で案内・交換機の停止による切断・待ち呼の合計です。"


def _column(key: str) -> Column:
    entry = figure(key)
    return Column(key, entry.label, entry.unit)


# The rate stands where a reader of a wide table looks first.
CALL_COLUMNS = tuple(_column(key) for key in (*COUNTED[:2], "answer_rate", *COUNTED[2:]))
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
    counted = [getattr(some.counted, key) for key in COUNTED]
    return (*counted[:2], rate_cell(answer_rate(some.counted, terms)), *counted[2:])


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


def by_month(key: str, heading: str, past: Past, row: Row = calls_row) -> Table:
    return _by_time(key, heading, MONTH, months_in(past.period), month_of, past, row)


def by_day(key: str, heading: str, past: Past, row: Row = calls_row) -> Table:
    return _by_time(key, heading, DAY, days_in(past.period), datetime.date, past, row)


def _by_time(
    key: str,
    heading: str,
    first: Column,
    labels: Mapping[date, str],
    place: Callable[[datetime], date],
    past: Past,
    row: Row,
) -> Table:
    """Every day, or month, of the period has its line, also one without a call."""
    found: dict[date, list[Some]] = {day: [] for day in labels}
    for hour, some in past.hours.items():
        found[place(hour)].append(some)
    lines = tuple((labels[day], *row(total_of(some), past.terms)) for day, some in found.items())
    return _table(key, heading, first, lines, past, row)


def by_hour(key: str, heading: str, past: Past, row: Row = calls_row) -> Table:
    found: dict[int, list[Some]] = {}
    for hour, some in past.hours.items():
        found.setdefault(hour.hour, []).append(some)
    lines = tuple(
        (hour_label(hour), *row(total_of(found.get(hour, ())), past.terms)) for hour in hours_between(found)
    )
    return _table(key, heading, HOUR, lines, past, row)


def by_line(key: str, heading: str, past: Past) -> Table:
    lines = tuple((label, *calls_row(some, past.terms)) for label, some in past.lines.items())
    return _table(key, heading, LINE, lines, past, calls_row)


def _table(
    key: str, heading: str, first: Column, lines: tuple[tuple[Cell, ...], ...], past: Past, row: Row
) -> Table:
    columns, note = (CALL_COLUMNS, SUMS_UP) if row is calls_row else (TIME_COLUMNS, "")
    return Table(key, heading, (first, *columns), lines, ("計", *row(past.all_calls, past.terms)), note)
