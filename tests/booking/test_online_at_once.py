"""A citizen's way, walked twice in the same moment, on real parallel connections."""

import uuid
from collections.abc import Callable, Iterator
from datetime import time

import pytest
import time_machine

from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.online.actions import book_held, take_time
from madoguchi.booking.online.queries import Whence
from madoguchi.booking.refusals import TooManyBookings
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Procedure
from tests.at_once import all_at_once
from tests.worlds import ADMIN, PRESENT, TOMORROW, open_for_booking, person, slot_at, wish

TIMES = 8

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=True):
        yield


def at_once(steps: list[Callable[[], object]]) -> list[str]:
    """ "done", or the name of the refusal."""
    return [type(end).__name__ if isinstance(end, Refusal) else "done" for end in all_at_once(steps)]


def take(slot: Slot, key: uuid.UUID, browser: str = "b") -> None:
    take_time(
        slot.pk, [Procedure.objects.get(code="pickup")], once_key=key, whence=Whence(browser, "line"), language="ja"
    )


@pytest.mark.req("RSV-01")
def test_a_button_pressed_many_times_at_once_makes_one_hold_and_one_booking() -> None:
    slot = slot_at(open_for_booking(), TOMORROW, time(9), people=TIMES)
    key = uuid.uuid4()
    assert set(at_once([lambda: take(slot, key)] * TIMES)) == {"done"}
    slot.refresh_from_db()
    assert (slot.people_taken, slot.bookings_taken) == (1, 1)
    asked = wish(slot, once_key=key)
    assert set(at_once([lambda: book_held(asked, slot)] * TIMES)) == {"done"}
    assert Booking.objects.exclude(number="").count() == 1
    assert slots_that_differ_from_the_ledger() == []


@pytest.mark.req("RSV-20")
def test_a_telephone_does_not_slip_through_its_cap_by_booking_many_times_at_once() -> None:
    slot = slot_at(open_for_booking(), TOMORROW, time(9), people=TIMES)
    change_settings({"booking.bookings_per_phone": 2}, by=ADMIN)
    keys = [uuid.uuid4() for _ in range(TIMES)]
    for number, key in enumerate(keys):
        take(slot, key, browser=str(number))
    wishes = [wish(slot, person(f"見本 {number}"), once_key=key) for number, key in enumerate(keys)]
    answers = at_once([lambda asked=asked: book_held(asked, slot) for asked in wishes])  # type: ignore[misc]
    assert answers.count("done") == 2
    assert answers.count(TooManyBookings.__name__) == TIMES - 2
