"""The plan as tables and charts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.shapes import Column, Table
from madoguchi.metrics.rules import Rate
from madoguchi.planning.forecast.looking_back import DayBack
from madoguchi.planning.forecast.rules import place_of
from madoguchi.planning.queries import Interval
from madoguchi.planning.seats.queries import Ground
from madoguchi.planning.seats.rules import outcome_of, rate_of, reaches
from madoguchi.planning.what_if.rules import Answer, Half, Option
from madoguchi.web.frame.charts.drawing import ShownChart, shown_chart

WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True)
class HalfShown:
    starts_at: datetime
    ends_at: datetime
    calls: float
    extra: float
    seats: int
    rate: Rate
    wait_seconds: float
    reaches: bool
    is_short: bool  # more seats are needed than the contract has
    received: int | None  # None: not over yet


@dataclass(frozen=True)
class DayShown:
    day: date
    calls: float
    extra: float
    seats: int
    seat_hours: float


def halves_of(
    intervals: Sequence[Interval], ground: Ground, *, usual: int, came: Mapping[int, int], now: datetime
) -> list[HalfShown]:
    return [_half(one, ground, usual, came, now) for one in intervals]


def _half(one: Interval, ground: Ground, usual: int, came: Mapping[int, int], now: datetime) -> HalfShown:
    load = ground.load(one.calls, (one.ends_at - one.starts_at).total_seconds() / 60)
    becomes = outcome_of(load, one.seats, ground.aim.terms.level_seconds)
    return HalfShown(
        one.starts_at,
        one.ends_at,
        one.calls,
        one.extra,
        one.seats,
        rate_of(becomes, ground.aim),
        becomes.wait_seconds,
        reaches(becomes, ground.aim),
        bool(usual) and one.seats > usual,
        came.get(place_of(one.starts_at), 0) if one.ends_at <= now else None,
    )


def days_of(needed: Mapping[date, Sequence[Interval]]) -> list[DayShown]:
    return [
        DayShown(
            day,
            sum(one.calls for one in intervals),
            sum(one.extra for one in intervals),
            max(one.seats for one in intervals),
            sum(one.seats * (one.ends_at - one.starts_at).total_seconds() for one in intervals) / 3600,
        )
        for day, intervals in needed.items()
        if intervals
    ]


def chart_of_day(halves: Sequence[HalfShown], day: date) -> ShownChart:
    columns = [Column("at", "時刻"), Column("usual", "ふだんの入電", Unit.CALLS)]
    columns.append(Column("extra", "山による入電", Unit.CALLS))
    rows = [(f"{one.starts_at:%-H:%M}", round(one.calls - one.extra, 1), round(one.extra, 1)) for one in halves]
    values = ("usual", "extra") if any(one.extra for one in halves) else ("usual",)
    table = Table("plan_of_day", "30分ごとの入電の予測", tuple(columns), tuple(rows))
    title = f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）の入電の予測"
    return shown_chart(Chart(ChartKind.STACKED, table.key, title, "at", values), table)


def chart_of_options(answer: Answer, target: int) -> ShownChart:
    columns = (Column("seats", "席"), Column("rate", "応答率", Unit.PERCENT))
    rows = tuple((f"{one.seats}席", float(one.shown)) for one in answer.options)
    table = Table("plan_of_seats", "席数ごとの応答率", columns, rows)
    return shown_chart(Chart(ChartKind.BARS, table.key, "席数ごとの応答率", "seats", ("rate",), target), table)


def chart_of_past(days: Sequence[DayBack]) -> ShownChart:
    columns = (Column("day", "日"), Column("expected", "予測", Unit.CALLS), Column("came", "着信", Unit.CALLS))
    rows = tuple((f"{one.day.month}/{one.day.day}", round(one.expected, 1), one.received) for one in days)
    table = Table("plan_and_fact", "予測と着信", columns, rows)
    return shown_chart(Chart(ChartKind.LINES, table.key, "予測と着信", "day", ("expected", "came")), table)


def usual_day(intervals: Sequence[Interval]) -> list[Half]:
    """How the calls of a day are shared out over its half hours."""
    calls = sum(one.calls for one in intervals)
    minutes = sum((one.ends_at - one.starts_at).total_seconds() for one in intervals)
    return [
        Half(
            f"{one.starts_at:%-H:%M}",
            (one.ends_at - one.starts_at).total_seconds() / 60,
            one.calls / calls if calls else (one.ends_at - one.starts_at).total_seconds() / minutes,
        )
        for one in intervals
    ]


def verdict_of(answer: Answer) -> Option | None:
    """The fewest seats that reach the target all day."""
    return next((one for one in answer.options if one.seats == answer.least), None)
