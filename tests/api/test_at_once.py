"""Many requests in the same moment, on real parallel connections, through the whole API."""

import uuid
from collections.abc import Callable, Iterator
from datetime import time
from functools import partial
from typing import Any

import pytest
import time_machine

from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.models import Booking
from tests.api.conftest import READ, Machine, read, wanted
from tests.at_once import all_at_once
from tests.worlds import PRESENT, TOMORROW, open_for_booking, slot_at

PLACES, CALLERS = 3, 12  # fewer than the pool holds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=True):
        yield


def at_once(ask: Callable[[Machine, int], Any], machine: Machine, count: int = CALLERS) -> list[Any]:
    return all_at_once([partial(ask, machine.again(), n) for n in range(count)])


@pytest.mark.req("CAL-08")
def test_the_last_places_go_to_as_many_and_the_others_are_offered_other_times() -> None:
    slot = slot_at(open_for_booking(), TOMORROW, time(9), people=PLACES)
    answers = at_once(lambda machine, n: machine.book(wanted(slot.pk)), Machine(*READ))
    assert sorted(answer.status_code for answer in answers) == [201] * PLACES + [409] * (CALLERS - PLACES)
    refused = [read(answer) for answer in answers if answer.status_code == 409]
    assert {problem["type"] for problem in refused} == {"urn:madoguchi:problem:slot-full"}
    assert all(len(problem["next"]) == 3 for problem in refused)
    assert Booking.objects.count() == PLACES
    assert slots_that_differ_from_the_ledger() == []


@pytest.mark.req("CAL-08")
def test_one_key_in_many_requests_at_once_is_one_booking_and_one_answer() -> None:
    slot = slot_at(open_for_booking(), TOMORROW, time(9), people=PLACES)
    answers = at_once(lambda machine, n: machine.book(wanted(slot.pk), key="once"), Machine(*READ))
    assert [answer.status_code for answer in answers] == [201] * CALLERS
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer for answer in answers) == 1
    assert Booking.objects.count() == 1
    assert slots_that_differ_from_the_ledger() == []


def test_one_key_with_different_bodies_at_once_is_one_booking() -> None:
    slot = slot_at(open_for_booking(), TOMORROW, time(9), people=CALLERS)
    answers = at_once(
        lambda machine, n: machine.book(wanted(slot.pk, name=f"見本 {n}"), key="once"), Machine(*READ)
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * (CALLERS - 1)
    assert Booking.objects.count() == 1


def test_these_tests_would_catch_a_missing_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the memory of keys every retry books again."""
    slot = slot_at(open_for_booking(), TOMORROW, time(9), people=CALLERS)
    monkeypatch.setattr("madoguchi.api.bookings.uuid_for", lambda *_: uuid.uuid4())
    monkeypatch.setattr("madoguchi.api.bookings.make_once", lambda *_, make, once_key: (make(), True))
    answers = at_once(lambda machine, n: machine.book(wanted(slot.pk), key="once"), Machine(*READ), 4)
    assert len({read(answer)["number"] for answer in answers}) == 4


@pytest.mark.req("STF-01")
def test_of_many_changes_at_once_one_wins_and_the_others_are_told() -> None:
    site = open_for_booking()
    machine = Machine(*READ)
    made = machine.booked(slot_at(site, TOMORROW, time(9)).pk)
    times = [slot_at(site, TOMORROW, time(10 + n)).pk for n in range(2)]

    def move(mine: Machine, n: int) -> Any:
        return mine.ask(
            "PATCH", f"/bookings/{made['number']}", {"slot": times[n % 2]}, headers={"If-Match": made["etag"]}
        )

    answers = at_once(move, machine, 6)
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 5
    assert slots_that_differ_from_the_ledger() == []


def test_cancelling_at_once_gives_the_places_back_once() -> None:
    slot = slot_at(open_for_booking(), TOMORROW, time(9))
    machine = Machine(*READ)
    made = machine.booked(slot.pk)
    answers = at_once(lambda mine, n: mine.ask("POST", f"/bookings/{made['number']}/cancel"), machine, 6)
    assert [answer.status_code for answer in answers] == [200] * 6
    slot.refresh_from_db()
    assert slot.people_taken == 0
    assert slots_that_differ_from_the_ledger() == []
