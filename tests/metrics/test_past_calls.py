"""Calls of a period: each number equals a recount of what was made up, never of what the ledger made of it."""

from dataclasses import asdict
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Outcome
from madoguchi.core import clock
from madoguchi.metrics.definitions import OF_PERIODS, Unit, figure
from madoguchi.metrics.now.queries import figures_between
from madoguchi.metrics.past.queries import Past, figures_in, table_in, table_of
from madoguchi.metrics.past.rows import OF_CALLS, behind
from madoguchi.metrics.past.rules import whole_months
from madoguchi.metrics.past.shapes import Cell, Period, Table
from madoguchi.metrics.rules import Counted, Terms
from madoguchi.municipality.actions import change_settings
from tests.metrics.days import ANSWERED, Made, calls, happen, recounted
from tests.worlds import ADMIN, PRESENT, TODAY, applied

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2026, 12, 2, tzinfo=clock.TOKYO)
MONTH_END = datetime(2027, 1, 1, tzinfo=clock.TOKYO)
CLOSING = datetime(2026, 12, 1, 17, tzinfo=clock.TOKYO)
BOUNDARIES = pytest.mark.parametrize(
    "boundary", [MIDNIGHT, MONTH_END, CLOSING], ids=["midnight", "month end", "closing time"]
)
CLASSES = (
    "answered", "abandoned", "short_abandoned", "in_announcement", "overflowed", "self_served", "lost", "waiting",
)  # fmt: skip


def column(table: Table, key: str) -> list[Cell]:
    place = [one.key for one in table.columns].index(key)
    return [row[place] for row in table.rows]


def in_total(table: Table, key: str) -> Cell:
    return table.total[[one.key for one in table.columns].index(key)]


@pytest.mark.req("REP-03", "REP-11", "REP-20")
@BOUNDARIES
@given(data=st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_period_equals_a_recount(boundary: datetime, data: st.DataObject) -> None:
    looked_at = boundary + timedelta(hours=2)
    made = data.draw(calls(boundary, boundary - timedelta(days=1), boundary - timedelta(hours=1), until=looked_at))
    restart = data.draw(st.none() | st.just(boundary + timedelta(seconds=-20.5)))
    days = data.draw(st.sampled_from([(-1, 0), (0, 0), (-2, -1), (-40, 3)]))
    first, last = (boundary.date() + timedelta(days=step) for step in days)
    since, until = clock.start_of(first), clock.start_of(last + timedelta(days=1))
    with transaction.atomic(), time_machine.travel(looked_at, tick=False):
        applied("hatsukaichi")
        happen(made, restart=restart)
        past = Past(Period(first, last))
        found = past.figures()
        expected = recounted(made, since, until, level_seconds=20, restart=restart)
        assert {name: count for name, count in asdict(past.calls).items() if count} == expected
        assert past.calls == figures_between(since, until).counted  # as the board counts
        by_day = table_of(past, "calls_by_day")
        for day, answered, after_hours in zip(
            past.period.days, column(by_day, "answered"), column(by_day, "after_hours"), strict=True
        ):
            of_day = recounted(made, *_day(day), level_seconds=20, restart=restart)
            assert (answered, after_hours) == (of_day.get("answered", 0), of_day.get("after_hours", 0))
        _sums_agree(past)
        _rows_agree(past)
        ours = [one for one in made if since <= one.at < until and one.end in ANSWERED]
        over = [
            one
            for one in ours
            if one.end != "talking" or (restart and one.at + timedelta(seconds=one.wait) < restart)
        ]
        assert found["asa"].part == pytest.approx(sum(one.wait for one in ours))
        assert (found["asa"].whole, found["aht"].whole) == (len(ours), len(over))
        transaction.set_rollback(True)


def _day(day: date) -> tuple[datetime, datetime]:
    whole = clock.day_interval(day)
    return whole.start, whole.end


def _rows_agree(past: Past) -> None:
    """Whoever opens a number finds as many rows as it says."""
    for key, value in past.figures().items():
        found = behind(past, key)
        if key not in OF_CALLS or found is None or key == "answer_rate_against":
            continue
        if found.whole is not None:
            assert found.whole.count() == value.whole, key
        assert figure(key).unit is Unit.SECONDS or found.part.count() == value.part, key


def _sums_agree(past: Past) -> None:
    """However the calls are laid out, they are the same ones (issue 7: sums always agree)."""
    tables = [table_of(past, key) for key in ("calls_by_day", "calls_by_hour", "calls_by_line")]
    figures = past.figures()
    for table in tables:
        for key in ("received", "hung_up_before_answer", "after_hours", *CLASSES):
            assert sum(column(table, key)) == in_total(table, key)  # type: ignore[arg-type]
            assert key == "waiting" or in_total(table, key) == figures[key].part
        assert in_total(table, "received") == sum(in_total(table, key) for key in CLASSES)  # type: ignore[misc]
    grid = table_of(past, "calls_by_day_and_hour")
    assert in_total(grid, "total") == figures["received"].part
    assert sum(column(grid, "total")) == figures["received"].part  # type: ignore[arg-type]


@pytest.mark.req("REP-23")
def test_talk_hold_and_work_add_up_to_handling() -> None:
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        happen(
            [Made(PRESENT - timedelta(hours=2), end, 10) for end in ("answered", "transferred_twice", "abandoned")]
        )
        Call.objects.filter(outcome=Outcome.ANSWERED.value).update(hold_seconds=5, after_call_seconds=20)
        found = figures_in(Period(TODAY, TODAY))
        table = table_in("times_by_day", Period(TODAY, TODAY))
    # One talked for a minute; the other for ten seconds, for twenty with who was put through to, then with the city.
    assert found["average_talk"].part == 60 + 10 + 20 + 2 * 5
    assert found["aht"].part == found["average_talk"].part + found["average_after_call"].part
    assert found["average_after_call"].number == 20
    assert found["asa"].number == 10
    assert found["asa"].shown == "10"
    assert column(table, "asa") == [10.0]
    assert table.total[1] == 2


@pytest.mark.req("REP-13", "REP-21")
@pytest.mark.preset_key("targets.abandoned_in_queue_counts", "targets.overflow_counts")
def test_rates_of_a_period_are_by_its_contract() -> None:
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        happen([Made(PRESENT, end, 10) for end in ("answered", "abandoned", "short_abandoned", "overflowed")])
        period = Period(TODAY, TODAY)
        before = figures_in(period)["answer_rate"]
        change_settings({"targets.overflow_counts": False}, by=ADMIN, effective_on=TODAY)
        after = figures_in(period)["answer_rate"]
        table = table_in("calls_by_day", period)
    assert (before.part, before.whole, before.shown) == (1, 4, "25.0")
    assert (after.part, after.whole, after.shown) == (1, 3, "33.3")
    assert column(table, "answer_rate") == [33.3]


@pytest.mark.preset_key("targets.answer_rate_formula")
def test_the_contract_says_what_the_answer_rate_is_divided_by() -> None:
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        happen([Made(PRESENT, end, 10) for end in ("answered", "abandoned", "in_announcement")])
        period = Period(TODAY, TODAY)
        assert figures_in(period)["answer_rate"].whole == 3
        change_settings({"targets.answer_rate_formula": "answered_of_queued"}, by=ADMIN, effective_on=TODAY)
        past = Past(period)
        assert past.figures()["answer_rate"].whole == 2
        assert figure("answer_rate").formula_under(past.terms).startswith("オペレーターが応答した件数 ÷ 待ち列に")


@pytest.mark.req("REP-03")
@pytest.mark.preset_key("targets.answer_rate_period")
def test_the_answer_rate_is_held_against_its_target_by_the_month() -> None:
    month = Period.month_of(TODAY)
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        assert Past(month).target_percent == 80
        assert Past(Period(TODAY, TODAY)).target_percent == 0
        assert Past(Period(month.first, month.last + timedelta(days=31))).target_percent == 0
    assert Terms(target_percent=80, answer_rate_period="year").target_of(1) == 0


@pytest.mark.req("REP-03")
@pytest.mark.preset_key("targets.second_figure_against")
def test_the_second_answer_rate_is_of_whole_months_only() -> None:
    month = Period.month_of(TODAY)
    assert (month.first, month.last) == (date(2026, 12, 1), date(2026, 12, 31))
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        happen([Made(PRESENT, end, 10) for end in ("answered", "abandoned")])
        assert figures_in(month)["answer_rate_against"].whole == 2
        change_settings({"targets.second_figure_against": 1}, by=ADMIN, effective_on=TODAY)
        assert figures_in(month)["answer_rate_against"].whole == 1
        assert "answer_rate_against" not in figures_in(Period(TODAY, TODAY))
        change_settings({"targets.second_figure_against": 0}, by=ADMIN, effective_on=TODAY)
        assert "answer_rate_against" not in figures_in(month)


def test_a_period_is_counted_under_the_contract_of_its_last_day_and_a_running_one_under_todays() -> None:
    month, tomorrow = Period.month_of(TODAY), TODAY + timedelta(days=1)
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        change_settings({"targets.answer_rate_percent": 70}, by=ADMIN, effective_on=tomorrow)
        assert Past(month).target_percent == 80
    with time_machine.travel(PRESENT + timedelta(days=1), tick=False):
        assert Past(month).target_percent == 70
        change_settings({"targets.answer_rate_percent": 60}, by=ADMIN, effective_on=month.last + timedelta(days=1))
    with time_machine.travel(PRESENT + timedelta(days=40), tick=False):
        assert Past(month).target_percent == 70


def test_months_are_whole_or_none() -> None:
    assert whole_months(date(2026, 12, 1), date(2026, 12, 31)) == 1
    assert whole_months(date(2026, 4, 1), date(2027, 3, 31)) == 12
    assert whole_months(date(2026, 12, 1), date(2026, 12, 30)) == 0
    assert whole_months(date(2026, 12, 2), date(2027, 1, 1)) == 0


def test_a_call_that_was_lost_in_mid_talk_had_been_answered() -> None:
    with time_machine.travel(PRESENT + timedelta(hours=1), tick=False):
        applied("hatsukaichi")
        happen([Made(PRESENT, "talking", 10), Made(PRESENT, "waiting", 10)], restart=PRESENT + timedelta(minutes=9))
        counted = Past(Period(TODAY, TODAY)).calls
    assert counted == Counted(answered=1, answered_in_time=1, lost=1)


def test_a_figure_is_counted_for_each_period_by_itself() -> None:
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        happen([Made(PRESENT, "answered", 10)])
        yesterday = TODAY - timedelta(days=1)
        found = [Past(Period(day, day)).figure("answered") for day in (yesterday, TODAY)]
    assert [value.part if value else None for value in found] == [0, 1]


def test_every_figure_of_a_period_is_defined_and_counted_in_few_statements() -> None:
    assert all(figure(one.key) is one for one in OF_PERIODS)
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        with CaptureQueriesContext(connection) as queries:
            found = figures_in(Period.month_of(TODAY))
    assert {value.version for value in found.values()} == {1}
    assert len(queries) <= 10
