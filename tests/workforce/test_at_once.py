"""Two supervisors who add seats in the same moment, on real parallel connections."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.workforce.seats.actions import add_seats, end_added_seats
from madoguchi.workforce.seats.models import AddedSeats
from tests.booking.test_online_at_once import at_once
from tests.calls.people import SUPERVISOR
from tests.worlds import ADMIN, PRESENT, applied

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.req("RTV-05", "WFM-05")]
USUAL, MOST, TIMES = 4, 6, 6
UNTIL = PRESENT + timedelta(hours=2)


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=True):
        applied("kawagoe")
        change_settings({"staffing.seats_max": MOST, "staffing.quick_increase": True}, by=ADMIN)
        yield


def add(number: int, reason: str) -> AddedSeats:
    return add_seats(number, until_at=UNTIL, reason=reason, usual=USUAL, by=SUPERVISOR)


def test_supervisors_who_add_seats_at_once_do_not_pass_the_limit_of_the_contract_together() -> None:
    said = at_once([lambda number=number: add(1, f"急な入電 {number}") for number in range(TIMES)])  # type: ignore[misc]
    assert sorted(said) == ["TooManySeats"] * (TIMES - (MOST - USUAL)) + ["done"] * (MOST - USUAL)
    assert AddedSeats.objects.count() == MOST - USUAL
    assert Event.objects.filter(kind="seats.added").count() == MOST - USUAL


def test_one_press_that_arrives_many_times_at_once_adds_its_seats_once() -> None:
    said = at_once([lambda: add(1, "急な入電")] * TIMES)
    assert sorted(said) == ["AddedAlready"] * (TIMES - 1) + ["done"]


def test_seats_that_two_end_at_once_are_ended_once() -> None:
    added = add(1, "急な入電")
    assert sorted(at_once([lambda: end_added_seats(added, by=SUPERVISOR)] * TIMES)) == [
        *["OverAlready"] * (TIMES - 1),
        "done",
    ]
    assert Event.objects.filter(kind="seats.ended").count() == 1
