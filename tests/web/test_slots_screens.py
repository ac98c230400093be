"""The slots on the screen: seen by who may see, changed by who may change, always shown before it is done."""

import re
from datetime import date, time, timedelta

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import hold_places, make_booking
from madoguchi.booking.capacity.actions import block_places, publish_slots
from madoguchi.booking.capacity.queries import slots_on_day
from madoguchi.booking.models import Slot
from madoguchi.booking.rules import Channel
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import contract
from tests.web.pages import client_of, seen, words
from tests.worlds import ADMIN, TODAY, TOMORROW, slot_at, wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
HOME = "/staff/office/slots/"
DAY = f"{HOME}main/{TOMORROW}/"
SATURDAY = date(2026, 12, 5)


def typed_day(client: Client, url: str, **changes: str) -> dict[str, str]:
    """What the form of a day shows, with these changes."""
    page = seen(client, f"{url}revise/")
    found = {
        field["name"]: field["value"]
        for field in (dict(re.findall(r'(name|value)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", page))
        if "name" in field and re.match(r"(people|bookings)_", field["name"])
    }
    return {**found, **changes}


def preview_and_do(client: Client, url: str, typed: dict[str, str]) -> str:
    preview = seen(client, url, {**typed, "do": "preview"})
    (mark,) = re.findall(r'name="seen" value="(\w+)"', preview)
    return seen(client, url, {**typed, "do": "apply", "seen": mark})


def starts(day: date) -> list[str]:
    return [f"{clock.in_tokyo(slot.starts_at):%H:%M}" for slot in slots_on_day(day) if not slot.is_withdrawn]


@pytest.mark.req("CAL-01", "CAL-02", "CAL-03", "CAL-06")
def test_the_month_says_what_is_published_taken_closed_and_why(site: Site, admin: Client) -> None:
    make_booking(wish(slot_at(site, TOMORROW, time(9))), channel=Channel.WEB, by=CITIZEN)
    december = words(seen(admin, f"{HOME}main/?month=2026-12"))
    assert "12月2日 水曜日、公開済み、受入れ78人のうち予約1人" in december
    assert "12月5日 土曜日、枠なし" in december
    assert "12月29日 火曜日、枠なし、年末年始" in december
    assert "1月4日 月曜日、まだ公開していません" in words(seen(admin, f"{HOME}main/?month=2027-01"))


@pytest.mark.req("CAL-01", "CAL-02", "CAL-09")
def test_a_day_shows_both_limits_the_telephones_share_and_what_is_given_elsewhere(
    site: Site, admin: Client
) -> None:
    change_settings({"booking.telephone_percent": 50}, by=ADMIN)
    day = TODAY + timedelta(days=35)
    publish_slots(site, first=day, until=day + timedelta(days=1), by=ADMIN)
    block_places(slot_at(site, day, time(9)), people=2, note="LINEの予約", by=ADMIN)
    page = words(seen(admin, f"{HOME}main/{day}/"))
    assert "0/6人" in page
    assert "0/6件" in page
    assert "3人（1月3日 17:00に開放）" in page
    assert "2人（LINEの予約）" in page
    with time_machine.travel(clock.moment(day - timedelta(days=2), time(17)), tick=False):
        assert "開放済み（1月3日 17:00）" in words(seen(client_of(Role.CITY_ADMIN), f"{HOME}main/{day}/"))


@pytest.mark.req("CAL-03", "CAL-05")
def test_limits_are_changed_after_a_preview_and_not_before(site: Site, admin: Client) -> None:
    typed = typed_day(admin, DAY, people_0900="8", bookings_0900="4", drop_1600="on", note="混雑の見込み")
    preview = words(seen(admin, f"{DAY}revise/", {**typed, "do": "preview"}))
    assert "変わる枠 1、取りやめる枠 1" in preview
    assert "受入れ 78人 → 74人" in preview
    assert slot_at(site, TOMORROW, time(9)).people_limit == 6
    assert "見直しました" in preview_and_do(admin, f"{DAY}revise/", typed)
    slot = slot_at(site, TOMORROW, time(9))
    assert (slot.people_limit, slot.bookings_limit) == (8, 4)
    assert "16:00" not in starts(TOMORROW)
    event = Event.objects.get(kind="slots.revised")
    assert event.actor_kind == "city"
    assert "混雑の見込み" in event.body


@pytest.mark.req("CAL-04")
@pytest.mark.parametrize(("day", "before"), [(TOMORROW, 13), (SATURDAY, 0)], ids=["evening", "saturday"])
def test_a_special_opening_is_added_to_a_single_day(site: Site, admin: Client, day: date, before: int) -> None:
    url = f"{HOME}main/{day}/"
    band = {"band_starts": "１７：３０", "band_ends": "1900", "band_minutes": "30", "band_people": "3"}
    half = seen(admin, f"{url}revise/", {**typed_day(admin, url, **band), "do": "preview"})
    assert "加える時間帯の「1枠の件数の上限」を入力してください。" in half
    assert 'value="１７：３０"' in half
    preview_and_do(admin, f"{url}revise/", typed_day(admin, url, **band, band_bookings="3"))
    assert starts(day)[before:] == ["17:30", "18:00", "18:30"]


@pytest.mark.req("CAL-05")
def test_a_day_with_bookings_is_not_closed_and_says_who_has_to_move(site: Site, admin: Client) -> None:
    booking = make_booking(wish(slot_at(site, TOMORROW, time(9))), channel=Channel.WEB, by=CITIZEN)
    typed = typed_day(admin, DAY, closes="on", note="停電の工事")
    preview = seen(admin, f"{DAY}revise/", {**typed, "do": "preview"})
    assert "まだ見直せません" in preview
    assert re.search(rf'<a href="[^"]+">{booking.spoken_number}</a>', preview)
    assert 'value="apply"' not in preview
    seen(admin, f"{DAY}revise/", {**typed, "do": "apply", "seen": "forged"})
    (mark,) = re.findall(r'name="seen" value="(\w+)"', preview)
    seen(admin, f"{DAY}revise/", {**typed, "do": "apply", "seen": mark})
    assert len(starts(TOMORROW)) == 13
    again = seen(admin, f"{DAY}revise/", {**typed, "do": "back"})
    assert 'value="停電の工事"' in again
    assert re.search(r'name="closes"[^>]*checked', again)


@pytest.mark.req("CAL-05")
def test_somebody_who_is_just_filling_in_the_form_keeps_the_place_too(site: Site, admin: Client) -> None:
    slot = slot_at(site, TOMORROW, time(9))
    hold_places(slot.pk, people=2, once_key=wish(slot).once_key, channel=Channel.WEB, language="ja", by=CITIZEN)
    preview = seen(admin, f"{DAY}revise/", {**typed_day(admin, DAY, drop_0900="on"), "do": "preview"})
    assert "入力中の仮押さえ" in preview
    assert 'value="apply"' not in preview


@pytest.mark.req("CAL-05")
def test_what_has_changed_since_the_preview_is_shown_again(site: Site, admin: Client) -> None:
    typed = typed_day(admin, DAY, people_0900="8")
    preview = seen(admin, f"{DAY}revise/", {**typed, "do": "preview"})
    (mark,) = re.findall(r'name="seen" value="(\w+)"', preview)
    Slot.objects.filter(pk=slot_at(site, TOMORROW, time(9, 30)).pk).update(people_limit=1)
    second = seen(admin, f"{DAY}revise/", {**typed, "do": "apply", "seen": mark})
    assert "確かめている間に、予約枠が変わりました" in second
    assert slot_at(site, TOMORROW, time(9)).people_limit == 6


@pytest.mark.req("CAL-03", "CAL-06")
def test_a_closed_day_stays_closed_when_the_pattern_is_published_again(site: Site, admin: Client) -> None:
    preview_and_do(admin, f"{DAY}revise/", typed_day(admin, DAY, closes="on", note="停電の工事"))
    assert starts(TOMORROW) == []
    assert publish_slots(site, first=TODAY, until=TODAY + timedelta(days=31), by=ADMIN) == 0
    assert "停電の工事" in seen(admin, DAY)


@pytest.mark.req("CAL-09")
def test_places_are_given_elsewhere_with_a_reason_and_never_those_of_others(site: Site, admin: Client) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=2)
    booking = make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)
    url = f"{HOME}places/{slot.pk}/"
    assert "理由を入力してください" in seen(admin, url, {"people": "1"})
    refused = seen(admin, url, {"people": "2", "note": "LINEの予約"})
    assert booking.spoken_number in refused
    assert 'value="LINEの予約"' in refused
    assert "1人（LINEの予約）" in words(seen(admin, url, {"people": "1", "note": "LINEの予約"}))
    assert "予約外に当てた分 1人" in words(seen(admin, DAY))


@pytest.mark.req("CAL-05", "CAL-09")
def test_a_slot_with_places_given_elsewhere_can_be_withdrawn(site: Site, admin: Client) -> None:
    from madoguchi.booking.actions import cancel_booking

    slot = slot_at(site, TOMORROW, time(9))
    cancel_booking(make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN), by=CITIZEN)
    block_places(slot, people=2, note="LINEの予約", by=ADMIN)
    preview_and_do(admin, f"{DAY}revise/", typed_day(admin, DAY, drop_0900="on"))
    assert "09:00" not in starts(TOMORROW)


@pytest.mark.req("CAL-06", "CAL-14")
def test_publishing_shows_each_day_first_and_ends_with_the_service(site: Site, admin: Client) -> None:
    url = f"{HOME}main/publish/"
    typed = {"first": "2026年12月28日", "last": "令和9年1月8日"}
    preview = words(seen(admin, url, {**typed, "do": "preview"}))
    assert "新しい枠は 5日分の 65枠（390人）です" in preview
    assert re.search(r"12月28日（月） \S* ?新しい枠 — 公開済み 13枠", preview), preview
    assert "年末年始" in preview
    assert "65枠を公開しました" in preview_and_do(admin, url, typed)
    assert len(starts(date(2027, 1, 4))) == 13
    refused = seen(admin, url, {"first": "2026-12-28", "last": "2030-01-01", "do": "preview"})
    assert "1年分まで" in refused
    last = contract().service_until
    with time_machine.travel(clock.moment(last - timedelta(days=20), time(9)), tick=False):
        typed = {"first": f"{last - timedelta(days=2)}", "last": f"{last + timedelta(days=1)}"}
        beyond = seen(client_of(Role.CITY_ADMIN), url, {**typed, "do": "preview"})
    assert "サービス期間の外" in beyond


@pytest.mark.req("CAL-05")
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_who_may_only_look_finds_no_way_to_change(site: Site, role: Role) -> None:
    client = client_of(role)
    page = seen(client, DAY)
    assert "この日を見直す" not in page
    slot = slot_at(site, TOMORROW, time(9))
    for url in (f"{DAY}revise/", f"{HOME}places/{slot.pk}/", f"{HOME}main/publish/"):
        assert client.get(url).status_code == 403
        assert client.post(url, {"do": "apply", "people": "1", "note": "x"}).status_code == 403
    assert len(starts(TOMORROW)) == 13


def test_a_day_that_is_over_is_not_revised(site: Site, admin: Client) -> None:
    assert admin.get(f"{HOME}main/{TODAY - timedelta(days=1)}/revise/").status_code == 404
    assert admin.get(f"{HOME}main/2031-01-01/revise/").status_code == 404


def test_where_the_city_has_no_bookings_of_its_own_there_are_no_slots(site: Site, admin: Client) -> None:
    change_settings({"switches.own_reservations": False}, by=ADMIN)
    for url in (HOME, f"{HOME}main/", DAY, f"{DAY}revise/", f"{HOME}main/publish/"):
        assert admin.get(url).status_code == 404
