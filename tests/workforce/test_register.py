"""The staff register: experience counted by the calendar, posts held against the contract, kept apart."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.accounts.rights import Role
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.kept import change_table
from madoguchi.workforce.models import Assignment, Worker
from madoguchi.workforce.register import actions
from madoguchi.workforce.register.actions import (
    Experience,
    add_career,
    end_post,
    give_post,
    remove_career,
    save_worker,
)
from madoguchi.workforce.register.queries import duties_of_posts, faults_of, posts_on, workers_visible_to
from madoguchi.workforce.register.rules import Career, Employment, Post, Work, months_of
from tests.calls.people import MANAGER, staff
from tests.worlds import ADMIN, OPERATOR, PRESENT, TODAY, TOMORROW, actor, applied

pytestmark = pytest.mark.django_db
DIRECT, DISPATCHED = Employment.DIRECT, Employment.DISPATCHED


@pytest.fixture(autouse=True)
def moment() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


def worker(name: str = "見本 一", employment: Employment = DIRECT, **other: Any) -> Worker:
    return save_worker(name=name, employment=employment, by=MANAGER, **other)


def worked(one: Worker, since: date, until: date | None = None, work: Work = Work.ANSWERING, **other: Any) -> None:
    add_career(one, Experience(work, since, until, **other), by=MANAGER)


def in_post(one: Worker, post: Post, **other: Any) -> list[str]:
    """What is missing."""
    return faults_of(give_post(one, post, **{"since": TODAY, "by": MANAGER, **other}))


# Months


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (date(2024, 9, 1), date(2025, 2, 28), 6),  # 181 days, and six months
        (date(2025, 4, 1), date(2025, 9, 30), 6),
        (date(2025, 4, 2), date(2025, 9, 30), 5),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2025, 12, 1), date(2025, 12, 30), 1),
        (date(2025, 10, 1), None, 0),  # after the day that counts
    ],
)
def test_experience_is_counted_by_the_calendar(since: date, until: date | None, months: int) -> None:
    counted_on = date(2025, 9, 30) if until is None else date(2026, 1, 1)
    assert months_of([Career(Work.ANSWERING, since, until)], until=counted_on) == months


DAYS = st.integers(0, 1500).map(lambda number: date(2022, 1, 1) + timedelta(days=number))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(DAYS, st.integers(0, 600)), max_size=6))
def test_two_jobs_at_the_same_time_count_once(jobs: list[tuple[date, int]]) -> None:
    careers = [Career(Work.ANSWERING, first, first + timedelta(days=length)) for first, length in jobs]
    end = date(2027, 1, 1)
    days = {one.since + timedelta(days=n) for one in careers for n in range((one.until - one.since).days + 1)}  # type: ignore[operator]
    days = {day for day in days if day <= end}
    months = months_of([*careers, *careers], until=end)
    assert months == months_of(careers, until=end)
    assert len(days) / 31 - 1 <= months <= len(days) / 28


# The contract


@pytest.mark.req("WFM-15")
@pytest.mark.preset_key("staffing.supervisor_experience_months", "staffing.experience_in")
def test_kawagoes_operations_manager_has_managed_call_centres_for_a_year(db: None) -> None:
    applied("kawagoe")
    one = worker()
    worked(one, date(2020, 1, 1), work=Work.ANSWERING)  # answering is not managing
    worked(one, date(2023, 1, 1), date(2023, 11, 30), work=Work.MANAGEMENT)
    assert in_post(one, Post.SUPERVISOR) == ["経験が11か月です（12か月以上、2026年12月1日現在）"]
    worked(one, date(2024, 1, 1), date(2024, 1, 31), work=Work.MANAGEMENT)
    row = Assignment.objects.get()
    row.worker.refresh_from_db()
    assert faults_of(Assignment.objects.get()) == []
    change_settings({"staffing.experience_in": "call_centre"}, by=ADMIN)
    assert in_post(worker("見本 二"), Post.OPERATOR) == []


@pytest.mark.req("WFM-14")
@pytest.mark.preset_key("staffing.manager_may_double")
def test_a_manager_may_double_where_the_contract_says_so(db: None) -> None:
    applied("kawagoe")
    assert in_post(worker(), Post.MANAGER, also_elsewhere=True) == []
    change_settings({"staffing.manager_may_double": False}, by=ADMIN)
    assert faults_of(Assignment.objects.get()) == ["ほかの業務と兼ねています（この契約では兼ねられません）"]


@pytest.mark.req("WFM-20")
@pytest.mark.preset_key("staffing.experience_on", "staffing.operator_experience_months")
def test_six_months_in_a_centre_for_cards_count_up_to_the_contracts_day(db: None) -> None:
    applied("digital-agency")
    one = worker()
    worked(one, date(2025, 4, 1), is_card_work=True)
    assert in_post(one, Post.OPERATOR) == []
    other = worker("見本 二")
    worked(other, date(2025, 5, 1), is_card_work=True)  # a year today, five months on the day
    worked(other, date(2015, 1, 1), date(2024, 1, 1))  # no cards
    missing = "経験が5か月です（6か月以上、2025年9月30日現在）"
    assert in_post(other, Post.OPERATOR) == [missing]
    assert in_post(other, Post.SUPERVISOR) == [missing]


@pytest.mark.req("WFM-18")
@pytest.mark.preset_key(
    "staffing.municipalities_min", "staffing.municipalities_years", "staffing.operators_directly_employed"
)
def test_nishitokyos_posts_ask_for_five_municipalities_in_two_years_and_direct_employment(db: None) -> None:
    applied("nishitokyo")
    one = worker()
    for number in range(5):
        worked(one, date(2025, 1, 1), date(2026, 1, 1), Work.SUPERVISION, municipality=f"見本{number}市")
    worked(one, date(2020, 1, 1), date(2024, 11, 30), Work.MANAGEMENT, municipality="昔の市")
    assert in_post(one, Post.SUPERVISOR) == []
    assert in_post(one, Post.MANAGER) == ["過去2年の管理の実績が0自治体です（5自治体以上）"]
    assert in_post(worker("見本 二", DISPATCHED), Post.OPERATOR) == [
        "経験が0か月です（12か月以上、2026年12月1日現在）",
        "派遣です（直接雇用）",
    ]


@pytest.mark.req("WFM-13", "WFM-18")
@pytest.mark.preset_key("staffing.managers", "staffing.supervisors", "staffing.data_staff")
def test_a_post_that_nobody_holds_is_vacant_until_somebody_does(db: None) -> None:
    applied("nishitokyo")
    assert {one.post: one.vacant for one in posts_on()} == {
        Post.MANAGER: 1,
        Post.SUPERVISOR: 1,
        Post.OPERATOR: 0,
        Post.DATA_STAFF: 1,
    }
    one = worker()
    give_post(one, Post.DATA_STAFF, since=TODAY, by=MANAGER)
    assert {one.post: one.vacant for one in posts_on()}[Post.DATA_STAFF] == 0
    end_post(Assignment.objects.get(), until=TODAY, by=MANAGER)
    assert {one.post: one.vacant for one in posts_on(TOMORROW)}[Post.DATA_STAFF] == 1
    with pytest.raises(actions.EndedAlready):
        end_post(Assignment.objects.get(), until=TODAY, by=MANAGER)


@pytest.mark.req("WFM-19")
def test_posts_are_kept_apart_from_each_other_and_fit_the_account(db: None) -> None:
    applied("hatsukaichi")
    one = worker(staff=staff("op-a", Role.OPERATOR))
    assert in_post(one, Post.SUPERVISOR) == ["アカウントの役割が「オペレーター」です"]
    give_post(one, Post.OPERATOR, since=TODAY, by=MANAGER)
    by_post = {post.post: [person.faults for person in post.people] for post in posts_on()}
    assert by_post[Post.OPERATOR] == [["役割が重なっています（SV（運営責任者）、オペレーター）"]]


@pytest.mark.req("WFM-19")
@pytest.mark.preset_key("post_duties.csv")
def test_each_post_has_its_tasks_by_contract(db: None) -> None:
    applied("kawagoe")
    assert ("人員の手配と配置", "003 第2-2(3)エ") in duties_of_posts()[Post.MANAGER]
    table = "post,duty,source\nmanager,見本の仕事,\n"
    change_table("post_duties.csv", table, by=ADMIN, effective_on=TODAY)
    assert duties_of_posts()[Post.MANAGER] == [("見本の仕事", "")]
    assert duties_of_posts()[Post.OPERATOR] == []


# Writing


def test_what_cannot_be_is_refused(db: None) -> None:
    applied("hatsukaichi")
    one = worker(staff=staff("op-a"))
    with pytest.raises(actions.AccountTaken):
        worker("見本 二", staff=staff("op-a"))
    with pytest.raises(actions.NameMissing):
        worker(" ")
    with pytest.raises(actions.DaysTurned):
        worked(one, TODAY, TODAY - timedelta(days=1))
    give_post(one, Post.OPERATOR, since=TODAY, by=MANAGER)
    with pytest.raises(actions.HoldsPostAlready):
        give_post(one, Post.OPERATOR, since=TOMORROW, by=MANAGER)
    for who in (OPERATOR, actor(Role.SUPERVISOR), ADMIN):
        with pytest.raises(MissingRight):
            save_worker(name="x", employment=DIRECT, by=who)


def test_names_stand_beside_the_history_and_careers_stay_out_of_it(db: None) -> None:
    applied("hatsukaichi")
    one = worker("見本 名前")
    worked(one, date(2025, 1, 1), municipality="見本市", note="前の勤め先")
    remove_career(one.careers.get(), by=MANAGER)
    bodies = " ".join(Event.objects.values_list("body", flat=True))
    assert not any(word in bodies for word in ("見本 名前", "見本市", "前の勤め先"))
    kinds = list(Event.objects.filter(about_kind="worker").order_by("id").values_list("kind", flat=True))
    assert kinds == ["worker.added", "worker.career_added", "worker.career_removed"]


def test_careers_are_for_those_who_lead_and_the_city(db: None) -> None:
    applied("hatsukaichi")
    worker()
    seen = {role for role in Role if workers_visible_to(actor(role)).exists()}
    assert seen == {Role.SUPERVISOR, Role.MANAGER, Role.CITY_ADMIN, Role.AUDITOR}
