"""Many days at once: one preview over all of them, all or nothing."""

import re
from datetime import date, time

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.models import Slot
from madoguchi.booking.rules import Channel
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.municipality.models import Site
from tests.web.pages import client_of, seen, words
from tests.web.test_slots_screens import starts
from tests.worlds import slot_at, wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
BULK = "/staff/office/slots/main/bulk/"
TUESDAYS = [date(2026, 12, 8), date(2026, 12, 15)]
WEDNESDAY = date(2026, 12, 9)
PERIOD = {"first": "2026年12月7日", "last": "2026-12-18", "note": "更新の増加"}


def sent(client: Client, **typed: object) -> str:
    return client.post(BULK, {**PERIOD, **typed}, follow=True).content.decode()


def mark_in(page: str) -> str:
    (mark,) = re.findall(r'name="seen" value="(\w+)"', page)
    return str(mark)


@pytest.mark.req("CAL-01", "CAL-02", "CAL-05")
def test_two_more_places_on_every_tuesday_after_one_preview(site: Site, admin: Client) -> None:
    typed = {"weekdays": ["火"], "do_what": "more", "people": "2"}
    preview = sent(admin, **typed, do="preview")
    assert "枠ごとに +2人・+2件。2日が変わり、受入れは 156人 → 208人" in words(preview)
    assert slot_at(site, TUESDAYS[0], time(9)).people_limit == 6
    assert "2日分の予約枠を見直しました" in sent(admin, **typed, do="apply", seen=mark_in(preview))
    for tuesday in TUESDAYS:
        slot = slot_at(site, tuesday, time(9))
        assert (slot.people_limit, slot.bookings_limit) == (8, 8)
    assert slot_at(site, WEDNESDAY, time(9)).people_limit == 6
    events = Event.objects.filter(kind="slots.revised")
    assert events.count() == 2
    assert all("更新の増加" in event.body for event in events)


@pytest.mark.req("CAL-03", "CAL-05")
def test_one_booking_on_one_day_keeps_all_the_days_as_they_are(site: Site, admin: Client) -> None:
    booking = make_booking(wish(slot_at(site, TUESDAYS[1], time(9))), channel=Channel.WEB, by=CITIZEN)
    typed = {"weekdays": ["月", "火"], "do_what": "close"}
    preview = sent(admin, **typed, do="preview")
    assert re.search(rf'<a href="[^"]+">{booking.spoken_number}</a>', preview)
    assert 'value="apply"' not in preview
    sent(admin, **typed, do="apply", seen=mark_in(preview))
    assert [len(starts(day)) for day in TUESDAYS] == [13, 13]
    again = sent(admin, **typed, do="back")
    assert 'value="更新の増加"' in again
    assert len(re.findall(r'name="weekdays"[^>]*checked', again)) == 2


@pytest.mark.req("CAL-03")
def test_a_stretch_of_days_is_closed_and_limits_are_set(site: Site, admin: Client) -> None:
    typed = {"do_what": "close"}
    sent(admin, **typed, do="apply", seen=mark_in(sent(admin, **typed, do="preview")))
    assert starts(WEDNESDAY) == []
    typed = {"first": "2026-12-21", "last": "2026-12-22", "do_what": "limits", "people": "4", "bookings": "2"}
    sent(admin, **typed, do="apply", seen=mark_in(sent(admin, **typed, do="preview")))
    slots = Slot.objects.filter(people_limit=4, bookings_limit=2)
    assert slots.count() == 26


@pytest.mark.req("CAL-05")
def test_a_booking_made_after_the_preview_stops_it_whole(site: Site, admin: Client) -> None:
    typed = {"weekdays": ["火"], "do_what": "close"}
    preview = sent(admin, **typed, do="preview")
    booking = make_booking(wish(slot_at(site, TUESDAYS[0], time(9))), channel=Channel.WEB, by=CITIZEN)
    assert booking.spoken_number in sent(admin, **typed, do="apply", seen=mark_in(preview))
    assert [len(starts(day)) for day in TUESDAYS] == [13, 13]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, "「見直しの内容」を選んでください"),
        ({"do_what": "more"}, "人数を入力してください"),
        ({"do_what": "limits", "people": "-1", "bookings": "2"}, "上限は0以上"),
        ({"do_what": "limits", "people": "3"}, "件数を入力してください"),
        ({"do_what": "close", "first": "2026-11-01"}, "これからの日"),
        ({"do_what": "close", "last": "2026-12-01"}, "最初の日より後の日"),
    ],
)
def test_what_cannot_be_is_refused(site: Site, admin: Client, wrong: dict[str, str], said: str) -> None:
    page = sent(admin, **wrong, do="preview")
    assert said in page
    assert 'value="更新の増加"' in page


@pytest.mark.req("CAL-05")
def test_who_may_only_look_revises_nothing(site: Site) -> None:
    client = client_of(Role.OPERATOR)
    assert client.post(BULK, {**PERIOD, "do_what": "close", "do": "apply"}).status_code == 403
    assert "まとめて見直す" not in seen(client, "/staff/office/slots/main/")
