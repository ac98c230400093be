"""Closing a day on which people are expected."""

from collections.abc import Iterator
from datetime import time

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.rules import Channel
from madoguchi.core.actors import CITIZEN
from tests.services.signed_in import session_for, staff_of
from tests.worlds import PRESENT, TOMORROW, open_for_booking, slot_at, wish

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
