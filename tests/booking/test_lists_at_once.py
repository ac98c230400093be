"""Several at one list, and an outage that begins while people book: real parallel connections."""

from collections.abc import Iterator
from datetime import time

import pytest
import time_machine

from madoguchi.booking.actions import make_booking
from madoguchi.booking.capacity.moving import Move, move_each
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.models import Booking, CallTask, Outage, Slot
from madoguchi.booking.outages import door
from madoguchi.booking.outages.actions import begin_outage
from madoguchi.booking.outages.queries import lines_of
from madoguchi.booking.outages.rules import OPEN_FATES
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.booking.to_telephone.rules import CallReason
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import Refusal
from tests.at_once import all_at_once
from tests.worlds import ADMIN, CLERK, PRESENT, TOMORROW, open_for_booking, slot_at, wish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NINE, TEN = (clock.moment(TOMORROW, time(hour)) for hour in (9, 10))
BOOKED = 6


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=True):
        yield


def booked(slot: Slot, number: int) -> Booking:
    return make_booking(wish(slot, phone=f"0900000{number:04d}"), channel=Channel.WEB, by=CITIZEN)


@pytest.mark.req("CAL-05", "CAL-08", "STF-10")
def test_two_clerks_at_one_list_move_each_booking_once() -> None:
    site = open_for_booking()
    slot = slot_at(site, TOMORROW, time(9), people=BOOKED)
    first, second = (slot_at(site, TOMORROW, time(hour), people=BOOKED) for hour in (10, 11))
    bookings = [booked(slot, number) for number in range(BOOKED)]

    def moves(to: Slot) -> list[Move]:
        return [Move(booking.number, slot.pk, to.pk) for booking in bookings]

    done = all_at_once(
        [
            lambda: move_each(moves(first), reason=CallReason.CLOSED_DAY, by=CLERK),
            lambda: move_each(list(reversed(moves(second))), reason=CallReason.CLOSED_DAY, by=ADMIN),
        ]
    )
    moved = [one.number for result in done for one in result if one.slot is not None]
    assert sorted(moved) == sorted(booking.number for booking in bookings)
    assert Event.objects.filter(kind="booking.moved").count() == BOOKED
    assert CallTask.objects.count() == BOOKED
    assert slots_that_differ_from_the_ledger() == []


def begin_while_people_book() -> tuple[Outage, list[Booking]]:
    slot = slot_at(open_for_booking(), TOMORROW, time(9), people=20)
    answers = all_at_once(
        [
            *[lambda number=number: booked(slot, number) for number in range(7)],
            lambda: begin_outage(starts_at=NINE, ends_at=TEN, by=CLERK),
        ]
    )
    return answers[-1], [answer for answer in answers if isinstance(answer, Booking)]


@pytest.mark.req("CAL-08")
def test_nobody_slips_past_the_list_while_an_outage_begins() -> None:
    outage, made = begin_while_people_book()
    assert {line.booking.pk for line in lines_of(outage) if line.fate in OPEN_FATES} == {one.pk for one in made}
    assert Booking.objects.filter(state=BookingState.BOOKED).count() == len(made)
    assert slots_that_differ_from_the_ledger() == []


def test_this_test_would_catch_somebody_who_slips_past(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the question at the door bookings are made of which no list knows."""
    monkeypatch.setattr("madoguchi.booking.actions.refuse_during_outage", lambda *_: None)
    slot = slot_at(open_for_booking(), TOMORROW, time(9), people=20)
    outage = begin_outage(starts_at=NINE, ends_at=TEN, by=CLERK)
    late = booked(slot, 1)
    assert late.pk not in {line.booking.pk for line in lines_of(outage)}
    with pytest.raises(Refusal):
        door.refuse_during_outage(slot, [visitor.procedure for visitor in late.visitors.all()])
