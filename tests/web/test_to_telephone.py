"""The screen of those who have to be telephoned."""

from collections.abc import Callable
from datetime import time

import pytest
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.models import Booking, CallTask
from madoguchi.booking.rules import Channel
from madoguchi.booking.to_telephone.actions import ask_to_telephone
from madoguchi.booking.to_telephone.rules import CallReason
from madoguchi.core.actors import CITIZEN, SYSTEM
from madoguchi.core.history.models import Event
from tests.worlds import TOMORROW, open_for_booking, slot_at, wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_present")]
LIST = "/staff/operator/bookings/to-telephone/"


@pytest.fixture
def booking() -> Booking:
    slot = slot_at(open_for_booking(), TOMORROW, time(9))
    return make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CITY_CLERK, Role.SUPERVISOR])
def test_operators_and_the_city_see_number_name_and_reason(
    booking: Booking, signed_in: Callable[[Role], Client], role: Role
) -> None:
    ask_to_telephone(booking, reason=CallReason.MAIL, by=SYSTEM)
    page = signed_in(role).get(LIST).content.decode()
    assert "090-0000-0001" in page
    assert "見本 花子" in page
    assert "メールが届かない" in page
    assert Event.objects.filter(kind="disclosure.searched").exists()


def test_a_press_notes_the_attempt_and_comes_back_to_the_same_list(
    booking: Booking, signed_in: Callable[[Role], Client]
) -> None:
    task = ask_to_telephone(booking, reason=CallReason.MAIL, by=SYSTEM)
    client = signed_in(Role.OPERATOR)
    back = f"{LIST}?reason=mail"
    answer = client.post(f"{LIST}{task.pk}/", {"result": "no_answer", "back": back})
    assert answer["Location"] == back
    assert "出ない" in client.get(back).content.decode()
    client.post(f"{LIST}{task.pk}/", {"result": "reached", "back": "https://evil.example/"})
    assert "電話する方はいません" in client.get(LIST).content.decode()
    assert not CallTask.objects.get().is_open


def test_nobody_is_led_away_by_the_way_back(booking: Booking, signed_in: Callable[[Role], Client]) -> None:
    task = ask_to_telephone(booking, reason=CallReason.MAIL, by=SYSTEM)
    answer = signed_in(Role.OPERATOR).post(f"{LIST}{task.pk}/", {"result": "reached", "back": "//evil.example/"})
    assert answer["Location"] == LIST


def test_the_list_is_narrowed_to_one_reason(booking: Booking, signed_in: Callable[[Role], Client]) -> None:
    ask_to_telephone(booking, reason=CallReason.MAIL, by=SYSTEM)
    ask_to_telephone(booking, reason=CallReason.OUTAGE, by=SYSTEM)
    client = signed_in(Role.CITY_CLERK)
    assert client.get(LIST).content.decode().count('class="card flow"') == 2
    assert client.get(f"{LIST}?reason=outage").content.decode().count('class="card flow"') == 1


def test_who_may_only_look_gets_no_buttons_and_notes_nothing(
    booking: Booking, signed_in: Callable[[Role], Client]
) -> None:
    task = ask_to_telephone(booking, reason=CallReason.MAIL, by=SYSTEM)
    auditor = signed_in(Role.AUDITOR)
    assert 'name="result"' not in auditor.get(LIST).content.decode()
    assert auditor.post(f"{LIST}{task.pk}/", {"result": "reached"}).status_code == 403


def test_the_booking_says_that_a_call_is_due(booking: Booking, signed_in: Callable[[Role], Client]) -> None:
    ask_to_telephone(booking, reason=CallReason.OUTAGE, by=SYSTEM)
    page = signed_in(Role.CITY_CLERK).get(f"/staff/city/bookings/{booking.number}/").content.decode()
    assert "電話で知らせること" in page
