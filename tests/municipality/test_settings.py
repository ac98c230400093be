"""Dated settings: in force on a day is the newest value that has come into effect."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.core.history.models import Event
from madoguchi.core.preset import PresetRefused
from madoguchi.core.refusals import MissingRight
from madoguchi.core.text.my_number import MyNumberRefused
from madoguchi.municipality import parts, queries
from madoguchi.municipality.actions import (
    AlreadyInForce,
    ChangeInThePast,
    change_settings,
    withdraw_planned_change,
)
from madoguchi.municipality.models import Setting
from tests.worlds import ADMIN, CLERK, TODAY, TOMORROW, actor

pytestmark = pytest.mark.django_db
Applied = Callable[[str], None]


def week(hours: str, day_off: str = "") -> dict[str, list[str]]:
    off = day_off.split()
    return {
        **dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), hours.split()),
        "sat": off,
        "sun": off,
        "holiday": off,
    }


@pytest.mark.req("CAL-13")
def test_a_change_of_hours_takes_effect_on_its_day_and_not_before(applied: Applied) -> None:
    applied("hatsukaichi")
    change_settings({"telephone_hours.week": week("09:00-16:00")}, by=ADMIN, effective_on=TOMORROW, note="協議済み")
    today, tomorrow = (queries.opening_of("telephone", day) for day in (TODAY, TOMORROW))
    assert f"{today.intervals[0].start:%H:%M}" == "08:30"
    assert f"{tomorrow.intervals[0].start:%H:%M}" == "09:00"
    assert [row.key for row in queries.planned_changes()] == ["telephone_hours.week"]
    assert [row.key for row in queries.planned_changes_visible_to(actor(Role.OPERATOR))] == ["telephone_hours.week"]


def test_a_planned_change_can_be_withdrawn_and_both_are_in_the_history(applied: Applied) -> None:
    applied("hatsukaichi")
    (row,) = change_settings({"targets.answer_rate_percent": 85}, by=ADMIN, effective_on=TOMORROW)
    withdraw_planned_change(row, by=ADMIN)
    assert queries.value_of("targets.answer_rate_percent", on=TOMORROW) == 80
    kinds = (
        Event.objects.filter(about_key="targets.answer_rate_percent").order_by("id").values_list("kind", flat=True)
    )
    assert list(kinds) == ["setting.changed", "setting.planned", "setting.withdrawn"]


def test_what_is_in_force_cannot_be_withdrawn(applied: Applied) -> None:
    applied("hatsukaichi")
    row = Setting.objects.get(key="targets.answer_rate_percent")
    with pytest.raises(AlreadyInForce):
        withdraw_planned_change(row, by=ADMIN)


def test_the_past_is_not_changed(applied: Applied) -> None:
    applied("hatsukaichi")
    with pytest.raises(ChangeInThePast):
        change_settings({"targets.answer_rate_percent": 85}, by=ADMIN, effective_on=TODAY - timedelta(days=1))


def test_the_same_value_is_no_change_and_no_event(applied: Applied) -> None:
    applied("hatsukaichi")
    before = Event.objects.count()
    assert change_settings({"targets.answer_rate_percent": 80}, by=ADMIN) == []
    assert Event.objects.count() == before


def test_a_clerk_may_not_change_settings(applied: Applied) -> None:
    applied("hatsukaichi")
    with pytest.raises(MissingRight):
        change_settings({"targets.answer_rate_percent": 85}, by=CLERK)


def test_an_unknown_key_and_a_wrong_type_are_refused_in_words(applied: Applied) -> None:
    applied("hatsukaichi")
    with pytest.raises(parts.UnknownKey):
        change_settings({"targets.answer_rate": 85}, by=ADMIN)
    with pytest.raises(PresetRefused, match="整数で書きます"):
        change_settings({"targets.answer_rate_percent": "八十五"}, by=ADMIN)
    assert queries.value_of("targets.answer_rate_percent") == 80


def test_a_my_number_never_gets_into_a_setting(applied: Applied) -> None:
    applied("hatsukaichi")
    with pytest.raises(MyNumberRefused):
        change_settings({"contact_sheet.office": "123456789018"}, by=ADMIN)


@pytest.mark.req("CAL-13")
@pytest.mark.preset_key("telephone_hours.frame")
@pytest.mark.parametrize(
    ("change", "is_inside"),
    [
        (week("09:30-20:00", "09:30-17:30"), True),
        (week("10:00-18:00", "10:00-16:00"), True),
        (week("09:00-20:00", "09:30-17:30"), False),
        (week("09:30-20:00", "09:30-18:00"), False),
        (week("09:30-12:00 13:00-20:30", ""), False),
    ],
)
def test_hours_outside_the_agreed_frame_are_refused(applied: Applied, change: Any, is_inside: bool) -> None:
    applied("digital-agency")
    if is_inside:
        change_settings({"telephone_hours.week": change}, by=ADMIN, effective_on=TOMORROW)
        return
    with pytest.raises(PresetRefused, match="取り決めた範囲"):
        change_settings({"telephone_hours.week": change}, by=ADMIN, effective_on=TOMORROW)
    assert not queries.planned_changes().exists()


@pytest.mark.req("CAL-13")
def test_a_narrower_frame_is_refused_while_planned_hours_lie_outside_it(applied: Applied) -> None:
    applied("digital-agency")
    later = TODAY + timedelta(days=60)
    hours, frame = week("10:00-16:00", "10:00-16:00"), {"weekday": ["10:00-16:00"], "day_off": ["10:00-16:00"]}
    change_settings({"telephone_hours.week": hours}, by=ADMIN, effective_on=TOMORROW)
    change_settings({"telephone_hours.week": week("09:30-20:00", "09:30-17:30")}, by=ADMIN, effective_on=later)
    with pytest.raises(PresetRefused, match="取り決めた範囲"):
        change_settings({"telephone_hours.frame": frame}, by=ADMIN, effective_on=TOMORROW)


@pytest.mark.req("NTF-12")
@pytest.mark.preset_key(
    "contact_sheet.office", "contact_sheet.office_phone", "contact_sheet.office_fax", "contact_sheet.office_email",
    "contact_sheet.centre_email", "contact_sheet.centre_phone", "contact_sheet.told_to_city_on",
)  # fmt: skip
def test_the_contact_sheet_says_who_is_reached_how_and_when_the_city_was_told(applied: Applied) -> None:
    from madoguchi.municipality.contact_sheet import contact_sheet, missing_on

    applied("kawagoe")
    sheet = contact_sheet()
    assert (sheet.office, sheet.office_phone, sheet.office_fax) == (
        "川越市 市民部 市民課 住民記録担当", "049-224-6178", "049-225-5371",
    )  # fmt: skip
    assert missing_on(sheet) == ["コールセンターの連絡用メール", "コールセンターの直通電話", "市へ知らせた日"]
    change_settings(
        {
            "contact_sheet.centre_email": ["renraku@example.jp"],
            "contact_sheet.centre_phone": "049-000-0000",
            "contact_sheet.office_email": "madoguchi@example.jp",
            "contact_sheet.told_to_city_on": TODAY.isoformat(),
        },
        by=ADMIN,
    )
    sheet = contact_sheet()
    assert missing_on(sheet) == []
    assert (sheet.told_to_city_on, sheet.office_email) == (TODAY, "madoguchi@example.jp")


@pytest.mark.req("PLT-09")
@pytest.mark.preset_key("web_site.host_name")
def test_the_host_name_of_the_site_is_a_setting(applied: Applied) -> None:
    from madoguchi.municipality.public_address import site_address

    applied("hatsukaichi")
    assert site_address() == ""
    change_settings({"web_site.host_name": "yoyaku.example.jp"}, by=ADMIN)
    assert site_address() == "https://yoyaku.example.jp/"
    with pytest.raises(PresetRefused):
        change_settings({"web_site.host_name": "https://yoyaku.example.jp/"}, by=ADMIN)
