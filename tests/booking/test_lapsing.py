"""A hold that nobody confirmed gives its places back in the midst of another booking, once, and on record."""

import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
import time_machine
from django.db import connection, transaction

from madoguchi.booking.actions import hold_places, make_booking, move_booking
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.models import Booking, Slot, Visitor
from madoguchi.booking.refusals import SlotFull
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.municipality.models import Site
from tests.worlds import OPERATOR, PRESENT, TOMORROW, open_for_booking, person, slot_at, wish


def hold(slot: Slot, *, people: int = 1, key: uuid.UUID | None = None) -> Booking:
    return hold_places(
        slot.pk,
        people=people,
        once_key=key or uuid.uuid4(),
        channel=Channel.TELEPHONE,
        language="ja",
        by=OPERATOR,
    )


@pytest.mark.django_db
@pytest.mark.req("CAL-08")
def test_what_lapses_inside_another_booking_is_on_record(site: Site) -> None:
    nine = slot_at(site, TOMORROW, time(9), people=1)
    held = hold(nine)
    with time_machine.travel(PRESENT + timedelta(hours=1), tick=False):
        make_booking(wish(nine), channel=Channel.WEB, by=CITIZEN)
    lapsed = Event.objects.get(kind="booking.lapsed")
    assert (lapsed.about_key, lapsed.actor_kind) == (held.once_key.hex, "system")
    assert slots_that_differ_from_the_ledger() == []


@pytest.mark.django_db
@pytest.mark.req("CAL-08")
def test_a_late_hold_that_wants_more_than_there_is_keeps_the_ledger_true(site: Site) -> None:
    nine = slot_at(site, TOMORROW, time(9), people=2)
    key = uuid.uuid4()
    hold(nine, people=2, key=key)
    with time_machine.travel(PRESENT + timedelta(hours=1), tick=False):
        with pytest.raises(SlotFull):
            hold(nine, people=3, key=key)
        with pytest.raises(SlotFull):
            make_booking(wish(nine, *[person()] * 3, once_key=key), channel=Channel.TELEPHONE, by=OPERATOR)
    assert slots_that_differ_from_the_ledger() == []
    assert Booking.objects.get().state == BookingState.HELD


@pytest.mark.django_db
@pytest.mark.req("RSV-15")
def test_a_name_of_forty_characters_with_their_shapes_is_kept_whole(site: Site) -> None:
    """People count 40; the selectors that choose the shapes are signs too."""
    name = "葛\U000e0100" * 40
    nine = slot_at(site, TOMORROW, time(9))
    booking = make_booking(
        wish(nine, person(name=name, kana="カ" * 80), name=name, kana="カ" * 80), channel=Channel.WEB, by=CITIZEN
    )
    assert Booking.objects.get(pk=booking.pk).name == name
    assert Visitor.objects.get().name == name


@pytest.fixture
def at_the_same_time() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=True):
        yield


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.req("CAL-08")
@pytest.mark.usefixtures("at_the_same_time")
def test_a_hold_that_somebody_is_working_on_is_not_waited_for() -> None:
    """One holds the row of a late hold and will want a slot; the other has that slot and would want the hold."""
    if connection.vendor == "sqlite":  # one writer at a time: the second does not begin before the first has ended
        return
    site = open_for_booking()
    nine, ten = (slot_at(site, TOMORROW, time(hour), people=1) for hour in (9, 10))
    late = hold(ten)
    Booking.objects.filter(pk=late.pk).update(expires_at=PRESENT)
    moving = make_booking(wish(nine), channel=Channel.TELEPHONE, by=OPERATOR)
    has_row, has_tried = threading.Event(), threading.Event()

    def work_on_the_hold() -> None:
        with transaction.atomic():
            Booking.objects.select_for_update().get(pk=late.pk)
            has_row.set()
            has_tried.wait(timeout=5)
        connection.close()

    def move_there() -> str:
        has_row.wait(timeout=5)
        try:
            move_booking(moving, to_slot_id=ten.pk, by=OPERATOR)
        except SlotFull:
            return "full"
        finally:
            has_tried.set()
            connection.close()
        return "moved"

    with ThreadPoolExecutor(2) as pool:
        working, moved = pool.submit(work_on_the_hold), pool.submit(move_there)
        assert moved.result(timeout=4) == "full"
        working.result()
    assert slots_that_differ_from_the_ledger() == []
