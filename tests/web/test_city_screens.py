"""The city's day list, as far as it is a matter of one answer to one request."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import hold_places, make_booking, move_booking
from madoguchi.booking.rules import Channel
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.municipality.queries import sites_in_use
from madoguchi.web.city.day_list import day_topic, topics_touched
from tests.services.signed_in import session_for, staff_of
from tests.worlds import CLERK, PRESENT, TOMORROW, open_for_booking, slot_at, wish

LIST = "/staff/city/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]


@pytest.fixture
def clerk() -> Client:
    open_for_booking()
    client = Client(HTTP_HOST="localhost")
    client.cookies["session"] = session_for(staff_of(Role.CITY_CLERK))
    return client


def test_any_day_is_one_step_away(clerk: Client) -> None:
    assert 'name="day"' in clerk.get(LIST, follow=True).content.decode()
    assert clerk.get(LIST, {"day": "2026-12-24"})["Location"] == f"{LIST}days/2026-12-24/"


def test_what_is_no_day_leads_to_today_with_a_word(clerk: Client) -> None:
    answer = clerk.get(LIST, {"day": "あした"}, follow=True)
    assert answer.redirect_chain == [(f"{LIST}days/{PRESENT.date()}/", 302)]
    assert "日付は、年・月・日で入力してください" in answer.content.decode()


def test_a_booking_that_moves_touches_the_lists_of_both_days() -> None:
    site = open_for_booking()
    booking = make_booking(wish(slot_at(site, TOMORROW, time(9))), channel=Channel.WEB, by=CITIZEN)
    other = slot_at(site, TOMORROW + timedelta(days=1), time(9))
    move_booking(booking, to_slot_id=other.pk, by=CLERK)
    moved = Event.objects.get(kind="booking.moved")
    assert set(topics_touched(moved)) == {day_topic(TOMORROW), day_topic(TOMORROW + timedelta(days=1))}


def test_whoever_is_still_filling_in_a_form_is_told_apart(clerk: Client) -> None:
    slot = slot_at(sites_in_use().get(), TOMORROW, time(9))
    make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)
    hold_places(slot.pk, people=2, once_key=uuid4(), channel=Channel.WEB, language="ja", by=CITIZEN)
    page = clerk.get(f"{LIST}days/{TOMORROW.isoformat()}/").content.decode()
    assert "予約 <strong>3</strong> 人" in page
    assert "うち仮押さえ 2 人" in page
