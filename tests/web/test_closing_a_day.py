"""Closing a day on which people are expected."""

from collections.abc import Iterator
from datetime import time

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.rules import Channel
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.days import set_opening_day
from madoguchi.municipality.rules import Calendar
from tests.services.signed_in import session_for, staff_of
from tests.worlds import ADMIN, PRESENT, TOMORROW, open_for_booking, slot_at, wish

WARNING = "この日には予約が1人あります"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somebody_comes_tomorrow() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        slot = slot_at(open_for_booking(), TOMORROW, time(9, 0))
        make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)
        yield


def close_tomorrow(calendar: str) -> str:
    client = Client(HTTP_HOST="localhost")
    client.cookies["session"] = session_for(staff_of(Role.CITY_ADMIN))
    form = {
        "day": TOMORROW,
        "calendar": calendar,
        "note": "停電",
        "agreed_with": "市民課",
        "agreed_on": PRESENT.date(),
    }
    return client.post("/staff/office/settings/days/close/", form, follow=True).content.decode()


@pytest.mark.req("CAL-12")
def test_who_closes_the_counter_is_told_how_many_people_are_expected() -> None:
    assert WARNING in close_tomorrow("counter")


def test_closing_the_telephone_concerns_no_booking() -> None:
    assert WARNING not in close_tomorrow("telephone")


@pytest.mark.req("CAL-12")
def test_a_closed_day_of_the_telephone_is_said_alike_to_citizens_and_staff() -> None:
    change_settings({"telephone.number": "0000000000"}, by=ADMIN)
    set_opening_day(
        Calendar.TELEPHONE,
        PRESENT.date(),
        by=ADMIN,
        hours="",
        note="設備の点検",
        agreed_with="市民課",
        agreed_on=PRESENT.date(),
    )
    assert "今日の電話受付は休みです" in Client().get("/").content.decode()
    clerk = Client(HTTP_HOST="localhost")
    clerk.cookies["session"] = session_for(staff_of(Role.CITY_CLERK))
    assert "休み（設備の点検）" in clerk.get("/staff/").content.decode()
    assert "今日の電話受付 8:30〜17:00" in at_tomorrow()


def at_tomorrow() -> str:
    with time_machine.travel(clock.moment(TOMORROW, time(9)), tick=False):
        return Client().get("/").content.decode()
