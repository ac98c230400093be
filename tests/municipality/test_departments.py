"""The directory: who is responsible for what, how a call reaches them, and where no call can be transferred."""

from collections.abc import Callable
from datetime import datetime, time

import pytest

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.config.presets import apply_preset, export_preset, folder_of
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.knowledge.words.actions import save_group
from madoguchi.municipality.departments import queries
from madoguchi.municipality.departments.actions import (
    NumberMissing,
    change_department,
    make_department,
    set_members,
)
from madoguchi.municipality.departments.models import Department
from madoguchi.municipality.departments.rules import Searched, Standing, score, spoken_groups
from madoguchi.municipality.models import Site
from tests.worlds import ADMIN, OPERATOR, TODAY, actor

pytestmark = pytest.mark.django_db
Applied = Callable[[str], None]
TEN = clock.moment(TODAY, time(10))


def department(code: str = "kokuho", **fields: object) -> Department:
    usual = {"name": "見本保険課", "reading": "みほんほけんか", "duties": "国民健康保険\n保険証", "note": "見本"}
    return make_department(code, by=ADMIN, **{**usual, **fields})  # type: ignore[arg-type]


@pytest.mark.req("ESC-08")
@pytest.mark.parametrize("typed", ["保険", "ほけん", "ホケン", "国民健康 保険証", "見本保険課", "みほん　ほけん"])
def test_a_department_is_found_by_duty_name_and_reading(typed: str) -> None:
    found = department()
    department("zeimu", name="見本税務課", reading="みほんぜいむか", duties="税金")
    assert queries.departments_found(typed, queries.departments_in_use()) == [found]


@pytest.mark.req("ESC-08")
def test_what_the_caller_says_in_a_sentence_or_by_another_word_finds_it_too() -> None:
    found = department(duties="国民健康保険\n資格確認書")
    department("zeimu", name="見本税務課", reading="みほんぜいむか", duties="税金")
    save_group("保険証", ["資格確認書"], by=ADMIN)
    for said in ("保険証をなくしました", "国民健康保険について聞きたい"):
        assert queries.departments_found(said, queries.departments_in_use()) == [found], said
    assert queries.departments_found("水道を止めたい", queries.departments_in_use()) == []


@pytest.mark.req("ESC-08")
def test_every_word_must_fit_and_a_name_counts_more_than_a_duty() -> None:
    named, doing = Searched("税務課", "ぜいむか", "納付"), Searched("総務課", "そうむか", "税務課への取次ぎ")
    assert score("税務課", named) > score("税務課", doing) > 0
    assert score("税務課 水道", named) == 0
    assert score("  ", named) == 0


@pytest.mark.req("ESC-09")
@pytest.mark.parametrize(
    ("written", "groups"),
    [
        ("049-224-6178", ("049", "224", "6178")),
        ("０４９（２２４）６１７８", ("049", "224", "6178")),
        ("09000000001", ("090", "0000", "0001")),
        ("0120000000", ("0120", "000", "000")),
        ("", ()),
    ],
)
def test_a_number_is_read_out_in_groups(written: str, groups: tuple[str, ...]) -> None:
    assert spoken_groups(written) == groups


@pytest.mark.req("ESC-09")
def test_a_place_that_cannot_be_transferred_to_has_a_number_or_says_why_not() -> None:
    with pytest.raises(NumberMissing):
        department(is_transferable=False, phone="", note="")
    found = department(is_transferable=False, phone="049-224-0000", note="")
    with pytest.raises(NumberMissing):
        change_department(found, by=ADMIN, site=None, phone="")


@pytest.mark.req("ESC-08")
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (TEN, Standing.OPEN),
        (clock.moment(TODAY, time(12)), Standing.CLOSED),
        (datetime(2026, 12, 30, 10, tzinfo=clock.TOKYO), Standing.CLOSED),  # the counter's year-end
    ],
)
def test_who_is_there_now_follows_the_own_hours_and_the_year_end(
    applied: Applied, at: datetime, expected: Standing
) -> None:
    applied("hatsukaichi")
    morning = {kind: ["08:30-12:00"] for kind in ("mon", "tue", "wed", "thu", "fri")}
    assert queries.standing_of(department(week=morning), at) is expected


@pytest.mark.req("ESC-08")
def test_without_hours_of_its_own_a_department_keeps_those_of_its_site(applied: Applied) -> None:
    applied("kawagoe")
    with_site = department(site=Site.objects.get(code="service-station"))
    at = datetime(2025, 12, 6, 11, tzinfo=clock.TOKYO)  # a Saturday, on which that site is open
    assert queries.standing_of(with_site, at) is Standing.OPEN
    assert queries.standing_of(department("other"), at) is Standing.CLOSED


@pytest.mark.req("ESC-08")
def test_as_long_as_nobody_has_said_the_hours_they_are_not_invented(applied: Applied) -> None:
    applied("digital-agency")
    found = Department.objects.get(code="tantosha")
    assert queries.standing_of(found, TEN) in {Standing.UNKNOWN, Standing.CLOSED}
    assert not any(one.extension for one in Department.objects.all())


@pytest.mark.req("ESC-08")
@pytest.mark.preset_key("departments.csv")
@pytest.mark.parametrize("preset", ["hatsukaichi", "kawagoe", "nishitokyo", "digital-agency"])
def test_every_preset_brings_a_directory_and_gives_it_back_as_it_was(applied: Applied, preset: str) -> None:
    applied(preset)
    written = (folder_of(preset) / "departments.csv").read_bytes()
    assert export_preset()["departments.csv"] == written
    assert all(one.note for one in Department.objects.all())


def test_a_department_that_the_preset_does_not_name_goes_out_of_use_and_stays() -> None:
    apply_preset(folder_of("kawagoe"))
    department()
    apply_preset(folder_of("kawagoe"))
    assert not Department.objects.get(code="kokuho").is_active


def test_only_who_keeps_the_directory_changes_it_and_every_change_is_on_record() -> None:
    with pytest.raises(MissingRight):
        make_department("x", by=OPERATOR, name="x", note="x")
    found = department()
    change_department(found, by=actor(Role.MANAGER), site=None, extension="1234")
    assert Event.objects.filter(kind="department.changed", about_key="kokuho").count() == 1


def test_members_are_exactly_those_who_were_named() -> None:
    people = [
        Staff.objects.create(login_id=name, name=name, role=Role.CITY_CLERK.value)
        for name in ("clerk-a", "clerk-b")
    ]
    found = department()
    set_members(found, people, by=ADMIN)
    set_members(found, people[1:], by=ADMIN)
    assert [one.login_id for one in queries.members_of(found)] == ["clerk-b"]
    assert list(queries.departments_of(people[1].actor)) == [found]
    assert not queries.departments_of(people[0].actor).exists()
