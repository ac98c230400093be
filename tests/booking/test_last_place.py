"""The last place, wanted by many in the same second, on real parallel connections (CAL-08)."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import partial

import pytest
import time_machine

from madoguchi.booking import actions
from madoguchi.booking.actions import Wish, make_booking
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.models import Booking, PlacesTaken, Slot
from madoguchi.booking.refusals import SlotFull
from madoguchi.booking.rules import Channel
from madoguchi.core.actors import CITIZEN
from tests.at_once import all_at_once
from tests.worlds import PRESENT, TOMORROW, open_for_booking, slot_at, wish

# Fewer than the pool holds: each of them keeps a connection while it waits for the others.
PLACES, PEOPLE = 5, 16

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.req("CAL-08")]


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=True):
        yield


def at_the_same_moment(wishes: list[Wish], *, before: Callable[[], None] = lambda: None) -> list[str]:
    """The numbers, or "full"."""
    asked = [partial(make_booking, one, channel=Channel.WEB, by=CITIZEN) for one in wishes]
    answers = all_at_once(asked, before=before)
    assert all(isinstance(answer, Booking | SlotFull) for answer in answers)
    return [answer.number if isinstance(answer, Booking) else "full" for answer in answers]


def test_as_many_are_booked_as_there_are_places() -> None:
    slot = slot_at(open_for_booking(), TOMORROW, time(9), people=PLACES)
    answers = at_the_same_moment([wish(slot) for _ in range(PEOPLE)])
    assert len(set(answers) - {"full"}) == PLACES
    assert answers.count("full") == PEOPLE - PLACES
    assert PlacesTaken.objects.filter(slot=slot).count() == PLACES
    assert slots_that_differ_from_the_ledger() == []


def test_this_test_would_catch_a_race(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look first, write later, as most booking systems do: more are booked than there are places."""
    slot = slot_at(open_for_booking(), TOMORROW, time(9), people=PLACES)
    seen = threading.local()

    def look() -> None:
        seen.taken = Slot.objects.get(pk=slot.pk).people_taken

    def take_what_was_seen(booking: Booking, slot: Slot, *, people: int, by_web: bool, now: datetime) -> None:
        if seen.taken + people > slot.people_limit:
            raise SlotFull
        Slot.objects.filter(pk=slot.pk).update(people_taken=seen.taken + people)
        PlacesTaken.objects.create(booking=booking, slot=slot, people=people, by_web=by_web)

    monkeypatch.setattr(actions, "take_places", take_what_was_seen)
    answers = at_the_same_moment([wish(slot) for _ in range(PEOPLE)], before=look)
    assert len(set(answers) - {"full"}) > PLACES
    assert slots_that_differ_from_the_ledger() == [slot]


def test_a_double_tap_is_one_booking() -> None:
    slot = slot_at(open_for_booking(), TOMORROW, time(9), people=PLACES)
    asked = wish(slot)
    assert len(set(at_the_same_moment([asked] * 8))) == 1
    assert Booking.objects.count() == 1
    assert slots_that_differ_from_the_ledger() == []
