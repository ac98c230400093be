"""Of which days a report is, and until when it is due."""

from datetime import date, timedelta

import pytest

from madoguchi.metrics.past.shapes import Period
from madoguchi.reports.schedule import MOVES, Cycle, DueRule, State, due_on, ended_periods, in_words, period_of


def business_day_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def due(rule: DueRule, period: Period, number: int = 0, named: date | None = None) -> date | None:
    return due_on(
        rule,
        number,
        period,
        named=named,
        business_day_after=business_day_after,
        business_day_before=lambda day: next(
            before for back in range(1, 9) if (before := day - timedelta(days=back)).weekday() < 5
        ),
    ).on


@pytest.mark.parametrize(
    ("cycle", "day", "first", "last", "words"),
    [
        (Cycle.DAILY, date(2026, 10, 5), date(2026, 10, 5), date(2026, 10, 5), "令和8年10月5日（月）"),
        (
            Cycle.WEEKLY,
            date(2027, 1, 1),
            date(2026, 12, 28),
            date(2027, 1, 3),
            "令和8年12月28日（月）〜令和9年1月3日（日）",
        ),
        (Cycle.MONTHLY, date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29), "令和10年2月分"),
        (Cycle.YEARLY, date(2027, 3, 31), date(2026, 4, 1), date(2027, 3, 31), "令和8年度"),
    ],
)
@pytest.mark.req("REP-19")
def test_a_period_holds_its_day(cycle: Cycle, day: date, first: date, last: date, words: str) -> None:
    period = period_of(cycle, day)

    assert (period.first, period.last, in_words(cycle, period)) == (first, last, words)


@pytest.mark.req("REP-19")
def test_only_what_is_over_is_drafted_and_nothing_of_what_comes_each_time() -> None:
    since, today = date(2026, 10, 15), date(2026, 12, 1)

    assert [one.first for one in ended_periods(Cycle.MONTHLY, since=since, today=today)] == [
        date(2026, 10, 1),
        date(2026, 11, 1),
    ]
    assert list(ended_periods(Cycle.EACH_TIME, since=since, today=today)) == []


@pytest.mark.req("REP-07", "REP-29")
def test_within_seven_days_after_the_month_is_calendar_days() -> None:
    """A-17."""
    june = period_of(Cycle.MONTHLY, date(2026, 6, 1))

    assert due(DueRule.DAYS_AFTER, june, 7) == date(2026, 7, 7)


@pytest.mark.req("REP-06", "REP-29")
def test_after_a_saturday_the_next_business_day_is_monday() -> None:
    """A-18."""
    saturday = period_of(Cycle.DAILY, date(2026, 12, 5))

    assert due(DueRule.NEXT_BUSINESS_DAY, saturday) == date(2026, 12, 7)


def test_the_31st_of_next_month_is_its_last_day_where_there_is_none() -> None:
    january = period_of(Cycle.MONTHLY, date(2027, 1, 1))

    assert due(DueRule.DAY_OF_NEXT_MONTH, january, 31) == date(2027, 2, 28)


@pytest.mark.req("REP-18", "REP-29")
def test_a_day_that_somebody_must_name_is_none_until_it_is_named() -> None:
    """A-50."""
    period = period_of(Cycle.MONTHLY, date(2026, 10, 1))

    assert due(DueRule.CITY_NAMES, period) is None
    assert due(DueRule.CITY_NAMES, period, named=date(2026, 11, 10)) == date(2026, 11, 10)
    assert due(DueRule.NEXT_BUSINESS_DAY, period, named=date(2026, 11, 10)) == date(2026, 11, 10)


def test_nothing_is_issued_that_nobody_has_reviewed() -> None:
    assert State.ISSUED not in MOVES[State.DRAFT]
    assert MOVES[State.ISSUED] == {State.DRAFT}
