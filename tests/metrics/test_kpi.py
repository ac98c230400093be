"""KPI: dated values, held against what was counted exactly (QUA-03, QUA-04)."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
import time_machine

from madoguchi.accounts.rights import Role
from madoguchi.contacts.models import Contact
from madoguchi.contacts.rules import Channel, ContactState
from madoguchi.contacts.rules import Kind as KindOfContact
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.metrics.kpi.actions import end_value, set_value, write_remark
from madoguchi.metrics.kpi.models import KpiValue
from madoguchi.metrics.kpi.queries import CONTRACT, SET, Pasts, goals_in, months_of
from madoguchi.metrics.kpi.refusals import (
    MonthIsOver,
    NegativeValue,
    NoSuchGoal,
    NothingToEnd,
    OutOfReach,
    ResponsibleUnknown,
)
from madoguchi.metrics.kpi.rules import (
    Goal,
    Kind,
    Result,
    SetValue,
    exactly,
    in_force,
    missed_in_a_row,
    result_of,
    result_so_far,
)
from madoguchi.municipality.actions import change_settings
from tests.metrics.days import Made, happen
from tests.services.signed_in import staff_of
from tests.web.pages import client_of, seen, words
from tests.worlds import ADMIN, actor, applied

NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)
SUPERVISOR = actor(Role.SUPERVISOR)
MET, MISSED, OPEN = Result.MET, Result.MISSED, Result.OPEN


@pytest.fixture
def december(db: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 12, 15, 10, tzinfo=clock.TOKYO), tick=False) as traveller:
        applied("hatsukaichi")
        yield traveller


def calls_on(day: date, *, answered: int, abandoned: int) -> None:
    start = clock.start_of(day) + timedelta(hours=10)
    ends = ["answered"] * answered + ["abandoned"] * abandoned
    happen([Made(start + timedelta(minutes=number), end, 10) for number, end in enumerate(ends)], name=str(day))


@pytest.mark.req("QUA-04")
def test_what_misses_its_value_by_a_hair_is_missed() -> None:
    goal = Goal(Kind.AT_LEAST, 80)
    assert result_of(goal, exactly(7999, 9999, is_percent=True)) is MISSED  # 79.998 %
    assert result_of(goal, exactly(4, 5, is_percent=True)) is MET
    assert result_of(goal, exactly(0, 0, is_percent=True)) is OPEN
    assert result_of(Goal(Kind.AT_MOST, 300), exactly(601, 2, is_percent=False)) is MISSED
    assert result_of(Goal(Kind.AT_LEAST, 99.9), Fraction("99.9")) is MET


@pytest.mark.req("QUA-03")
def test_rising_is_held_against_the_month_before() -> None:
    rising = Goal(Kind.RISING)
    assert result_of(rising, Fraction(61), Fraction(60)) is MET
    assert result_of(rising, Fraction(60), Fraction(60)) is MISSED
    assert result_of(rising, Fraction(60), None) is OPEN
    assert result_of(Goal(Kind.FALLING), Fraction(59), Fraction(60)) is MET


def test_a_value_holds_from_its_month_until_the_next_one_or_its_end() -> None:
    values = [SetValue(NOVEMBER, 80), SetValue(DECEMBER, 85), SetValue(DECEMBER, 86), SetValue(JANUARY, None)]
    found = [in_force(values, month) for month in (date(2026, 10, 1), NOVEMBER, DECEMBER, JANUARY)]
    assert [one.value if one else None for one in found] == [None, 80, 86, None]


@pytest.mark.req("QUA-04")
def test_a_count_is_not_judged_before_the_month_is_over_unless_nothing_can_turn_it() -> None:
    most, falling = Goal(Kind.AT_MOST, 5), Goal(Kind.FALLING)
    assert result_so_far(most, Fraction(3), None, adds_up=True) is OPEN
    assert result_so_far(most, Fraction(6), None, adds_up=True) is MISSED
    assert result_so_far(falling, Fraction(3), Fraction(9), adds_up=True) is OPEN
    assert result_so_far(Goal(Kind.AT_LEAST, 5), Fraction(5), None, adds_up=True) is MET
    assert result_so_far(most, Fraction(3), None, adds_up=False) is MET


def test_a_row_of_misses_ends_with_a_month_without_an_answer() -> None:
    assert missed_in_a_row([MISSED, MET, MISSED, MISSED]) == 2
    assert missed_in_a_row([MISSED, OPEN]) == 0


@pytest.mark.req("QUA-04")
def test_a_supervisor_sets_a_value_from_a_month_on_and_an_operator_does_not(december: None) -> None:
    set_value("abandonment_rate", 5, effective_on=date(2027, 1, 20), by=SUPERVISOR, reason="見直し")
    assert [one for one in goals_in(DECEMBER, SUPERVISOR) if one.origin == SET] == []
    (goal,) = [one for one in goals_in(JANUARY, SUPERVISOR) if one.origin == SET]
    assert (goal.goal, goal.since) == (Goal(Kind.AT_MOST, 5), JANUARY)
    with pytest.raises(MissingRight):
        set_value("abandonment_rate", 5, effective_on=JANUARY, by=actor(Role.OPERATOR))
    assert Event.objects.filter(kind="kpi.value_set", about_key="abandonment_rate").count() == 1


@pytest.mark.req("QUA-04")
def test_what_is_over_stays_as_it_was_judged(december: None) -> None:
    with pytest.raises(MonthIsOver):
        set_value("answer_rate", 70, effective_on=date(2026, 11, 30), by=SUPERVISOR)
    with pytest.raises(NothingToEnd):
        end_value("answer_rate", effective_on=DECEMBER, by=SUPERVISOR)
    for wrong, value, refusal in (
        ("received", 5, NoSuchGoal),
        ("answer_rate", 101, OutOfReach),
        ("asa", -1, NegativeValue),
    ):
        with pytest.raises(refusal):
            set_value(wrong, value, effective_on=DECEMBER, by=SUPERVISOR)
    with pytest.raises(ResponsibleUnknown):
        set_value("asa", 20, effective_on=DECEMBER, by=SUPERVISOR, responsible="nobody")
    assert not KpiValue.objects.exists()


@pytest.mark.req("QUA-04")
def test_each_month_is_held_against_the_values_of_that_month(december: time_machine.Traveller) -> None:
    calls_on(date(2026, 11, 4), answered=17, abandoned=3)  # 85 %
    calls_on(date(2026, 12, 4), answered=17, abandoned=3)
    set_value("answer_rate", 90, effective_on=DECEMBER, by=SUPERVISOR)
    november, this = months_of("answer_rate", [NOVEMBER, DECEMBER], Pasts(), SUPERVISOR)
    assert [(one.origin, one.goal.value) for one in november.goals] == [(CONTRACT, 80)]
    assert november.results == (MET,)
    assert [(one.origin, one.goal.value) for one in this.goals] == [(CONTRACT, 80), (SET, 90)]
    assert this.results == (MET, MISSED)


@pytest.mark.req("QUA-03")
@pytest.mark.preset_key("targets.calls_falling")
def test_the_contract_may_want_calls_to_fall(december: time_machine.Traveller) -> None:
    calls_on(date(2026, 11, 4), answered=3, abandoned=0)
    calls_on(date(2026, 12, 4), answered=2, abandoned=0)
    change_settings({"targets.calls_falling": True}, by=ADMIN)
    months = months_of("received", [NOVEMBER, DECEMBER], Pasts(), SUPERVISOR)
    assert [one.results for one in months] == [(), (OPEN,)]  # not said yet; not over yet
    december.move_to(datetime(2027, 1, 4, 10, tzinfo=clock.TOKYO))
    assert months_of("received", [NOVEMBER, DECEMBER], Pasts(), SUPERVISOR)[1].results == (MET,)
    december.move_to(datetime(2026, 12, 15, 10, tzinfo=clock.TOKYO))
    change_settings({"targets.calls_falling": False}, by=ADMIN)
    assert months_of("received", [DECEMBER], Pasts(), SUPERVISOR)[0].goals == ()


@pytest.mark.req("QUA-04")
def test_a_supervisor_manages_a_figure_on_its_page(december: None) -> None:
    calls_on(date(2026, 12, 4), answered=17, abandoned=3)
    supervisor = client_of(Role.SUPERVISOR)
    place = "/staff/manager/figures/kpi/"
    who = staff_of(Role.SUPERVISOR).login_id
    typed = {"value": "90", "month": "2026-12", "responsible": who, "reason": "上期を踏まえて"}
    page = words(seen(supervisor, f"{place}answer_rate/set/", typed))
    assert "設定の目標：90 %以上" in page
    assert "85.0 %" in page
    page = words(seen(supervisor, f"{place}answer_rate/", {"text": "昼休みの席を1つ増やす。"}))
    assert "昼休みの席を1つ増やす。" in page
    page = words(seen(supervisor, f"{place}?mine=1"))
    assert "90 %以上（設定）" in page
    assert "下回る見込み" in page
    assert "80 %以上（契約）" not in page
    refused = words(seen(supervisor, f"{place}answer_rate/set/", {**typed, "value": "120"}))
    assert "割合の設定値は、0から100までにしてください。" in refused


@pytest.mark.req("QUA-04")
def test_the_city_sees_the_goals_of_the_contract_and_not_how_the_contractor_steers_itself(december: None) -> None:
    set_value("answer_rate", 97, effective_on=DECEMBER, by=SUPERVISOR)
    write_remark("answer_rate", "昼休みの席を1つ増やす。", by=SUPERVISOR)
    clerk = client_of(Role.CITY_CLERK)
    shown = seen(clerk, "/staff/manager/figures/kpi/answer_rate/") + seen(clerk, "/staff/manager/figures/kpi/")
    assert "97 %以上" not in shown
    assert "昼休みの席を1つ増やす。" not in shown
    assert "97 %以上" in seen(client_of(Role.OPERATOR), "/staff/manager/figures/kpi/answer_rate/")
    page = seen(clerk, "/staff/manager/figures/kpi/answer_rate/")
    assert "契約の目標：80 %以上" in words(page)
    assert "<textarea" not in page
    assert clerk.get("/staff/manager/figures/kpi/answer_rate/set/").status_code == 403
    assert clerk.get("/staff/manager/figures/kpi/nothing/").status_code == 404


def answered_at_once(day: date, *, first: int, handed_on: int) -> None:
    start = clock.start_of(day) + timedelta(hours=10)
    for number in range(first + handed_on):
        Contact.objects.create(
            once_key=uuid.uuid4(),
            state=ContactState.COMPLETED.value,
            started_at=start + timedelta(minutes=number),
            recorded_at=start + timedelta(minutes=number),
            channel=Channel.TELEPHONE.value,
            kind=KindOfContact.INQUIRY.value,
            first_answer=number < first,
        )


@pytest.mark.req("QUA-03")
@pytest.mark.preset_key("targets.first_answer_rate_rising", "targets.first_completion_rate_rising")
def test_first_answers_and_completions_must_rise_where_the_contract_says_so(
    december: time_machine.Traveller,
) -> None:
    answered_at_once(date(2026, 10, 6), first=5, handed_on=5)
    answered_at_once(date(2026, 11, 5), first=6, handed_on=4)
    answered_at_once(date(2026, 12, 3), first=5, handed_on=5)
    months = [date(2026, 10, 1), NOVEMBER, DECEMBER]
    keys = ("first_answer_rate", "first_completion_rate")
    assert all(one.goals == () for key in keys for one in months_of(key, months, Pasts(), SUPERVISOR))
    december.move_to(datetime(2026, 10, 1, 9, tzinfo=clock.TOKYO))
    change_settings({f"targets.{key}_rising": True for key in keys}, by=ADMIN)
    december.move_to(datetime(2026, 12, 15, 10, tzinfo=clock.TOKYO))
    for key in keys:
        found = months_of(key, months, Pasts(), SUPERVISOR)
        assert [one.results for one in found] == [(OPEN,), (MET,), (MISSED,)]
    page = words(seen(client_of(Role.CITY_CLERK), "/staff/manager/figures/kpi/first_answer_rate/"))
    assert "前の月より高く" in page
    assert "60.0 %" in page
