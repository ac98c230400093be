"""Where the contract knows no bookings and no counter, no page speaks of them."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from tests.services.signed_in import session_for, staff_of
from tests.worlds import PRESENT, applied

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def telephones_only() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        applied("nishitokyo")
        yield


def test_the_staff_home_shows_the_telephone_and_no_counter() -> None:
    client = Client(HTTP_HOST="localhost")
    client.cookies["session"] = session_for(staff_of(Role.MANAGER))
    page = client.get("/staff/").content.decode()
    assert "今日の電話" in page
    assert "今日の窓口" not in page


def test_the_citizens_first_page_does_not_call_itself_a_booking() -> None:
    page = Client().get("/").content.decode()
    assert "<h1>マイナンバーカードの窓口</h1>" in page
    assert "窓口の予約" not in page
