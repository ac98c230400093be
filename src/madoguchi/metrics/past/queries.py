"""Figures and tables of a period. Every number is counted where it is kept; what is read twice is counted once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property

from madoguchi.core import clock
from madoguchi.metrics.definitions import BY_KEY, OF_PERIODS, Amount, Figure, Unit
from madoguchi.metrics.now.queries import terms_on
from madoguchi.metrics.past import calls
from madoguchi.metrics.past.call_tables import by_day_table, by_hour_table, by_line_table, times_row
from madoguchi.metrics.past.grids import grid
from madoguchi.metrics.past.rules import Times, whole_months
from madoguchi.metrics.past.shapes import Period, Table, Value
from madoguchi.metrics.rules import Counted, Mean, Rate, Terms

TABLES: dict[str, str] = {
    "calls_by_day": "日別の着信と応答",
    "calls_by_hour": "時間帯別の着信と応答",
    "calls_by_day_and_hour": "日・時間帯別の着信",
    "calls_by_line": "電話番号別の着信と応答",
    "times_by_day": "日別の平均時間",
}


def figures_in(period: Period) -> dict[str, Value]:
    """All that this contract has, by their keys."""
    return Past(period).figures()


def table_in(key: str, period: Period) -> Table:
    return Past(period).table(key)


def trend_of(key: str, periods: Sequence[Period]) -> list[Value | None]:
    """One figure through periods; nothing else is counted for it."""
    return [Past(period).figure(key) for period in periods]


class Past:
    """What is read of one period. Whoever wants several things of it keeps this, and each is counted once."""

    def __init__(self, period: Period) -> None:
        self.period = period
        self.since = clock.start_of(period.first)
        self.until = clock.start_of(period.last + timedelta(days=1))

    def figures(self) -> dict[str, Value]:
        return {one.key: value for one in OF_PERIODS if (value := self._value(one)) is not None}

    def figure(self, key: str) -> Value | None:
        return self._value(BY_KEY[key])

    def table(self, key: str) -> Table:
        return _TABLES[key](self, key, TABLES[key])

    def _value(self, entry: Figure) -> Value | None:
        amount = entry.past(self) if entry.past else None
        return None if amount is None else _as_value(entry, amount)

    # What is counted

    @cached_property
    def terms(self) -> Terms:
        """The contract as it was on the last day. The expected calls are of a month, so of whole months only."""
        terms = terms_on(self.period.last)
        months = whole_months(self.period.first, self.period.last)
        return replace(terms, second_figure_against=terms.second_figure_against * months)

    @cached_property
    def hours(self) -> Mapping[datetime, calls.Some]:
        return calls.by_hour(self.since, self.until, self.terms)

    @cached_property
    def lines(self) -> Mapping[str, calls.Some]:
        return calls.by_line(self.since, self.until, self.terms)

    @cached_property
    def all_calls(self) -> calls.Some:
        return calls.total_of(self.hours.values())

    @property
    def calls(self) -> Counted:
        return self.all_calls.counted

    @property
    def times(self) -> Times:
        return self.all_calls.times


def _as_value(entry: Figure, amount: Amount) -> Value:
    if isinstance(amount, Rate):
        return Value(entry.key, entry.version, amount.part, amount.whole)
    if isinstance(amount, Mean):
        return Value(entry.key, entry.version, amount.total, amount.count)
    return Value(entry.key, entry.version, amount)


_TABLES: dict[str, Callable[[Past, str, str], Table]] = {
    "calls_by_day": lambda past, key, heading: by_day_table(key, heading, past.period, past.hours, past.terms),
    "calls_by_hour": lambda past, key, heading: by_hour_table(key, heading, past.hours, past.terms),
    "calls_by_line": lambda past, key, heading: by_line_table(key, heading, past.lines, past.terms),
    "calls_by_day_and_hour": lambda past, key, heading: grid(
        key,
        heading,
        past.period,
        {hour: some.counted.received for hour, some in past.hours.items()},
        Unit.CALLS,
        note="受付時間内に着信した通話です。",
    ),
    "times_by_day": lambda past, key, heading: by_day_table(
        key, heading, past.period, past.hours, past.terms, times_row
    ),
}
