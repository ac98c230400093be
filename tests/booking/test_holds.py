"""仮押さえ: a hold counts at once, lapses by itself, and confirming wins or loses, never both."""

import uuid
from datetime import time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madoguchi.booking.actions import hold_places, make_booking, release_hold
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.capacity.queries import slots_of_day
from madoguchi.booking.kept_holds import release_lapsed_holds
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.queries import bookings_visible_to
from madoguchi.booking.refusals import HoldLapsed, SlotFull, SlotNotBookable
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import change_of
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.worlds import ADMIN, CLERK, OPERATOR, PRESENT, TOMORROW, person, slot_at, wish

LATER = PRESENT + timedelta(minutes=10)

pytestmark = pytest.mark.django_db


def hold(slot: Slot, *, people: int = 1, key: uuid.UUID | None = None, channel: Channel = Channel.WEB) -> Booking:
    by = CITIZEN if channel is Channel.WEB else OPERATOR
    return hold_places(slot.pk, people=people, once_key=key or uuid.uuid4(), channel=channel, language="ja", by=by)


def taken(slot: Slot) -> tuple[int, int]:
    slot.refresh_from_db()
    return slot.people_taken, slot.bookings_taken


@pytest.mark.req("CAL-08", "STF-03")
def test_what_is_held_is_full_for_everybody_else(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=2)
    hold(slot, people=2, channel=Channel.TELEPHONE)
    shown = next(shown for shown in slots_of_day(site, TOMORROW, now=PRESENT) if shown.slot == slot)
    assert shown.availability.remaining == 0
    with pytest.raises(SlotFull):
        make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)


@pytest.mark.parametrize("channel", [Channel.WEB, Channel.TELEPHONE])
def test_who_comes_too_late_waits_for_no_lock(site: Site, channel: Channel) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=1)
    hold(slot)
    with CaptureQueriesContext(connection) as asked, pytest.raises(SlotFull):
        hold(slot, channel=channel)
    assert [query["sql"] for query in asked.captured_queries if not query["sql"].startswith("SELECT")] == []


def test_a_full_slot_is_not_full_for_who_has_its_places_nor_beyond_a_lapsed_hold(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=1)
    held = hold(slot, channel=Channel.TELEPHONE)
    assert hold(slot, key=held.once_key, channel=Channel.TELEPHONE) == held
    with time_machine.travel(LATER, tick=False):
        assert hold(slot, channel=Channel.TELEPHONE).pk != held.pk
    assert taken(slot) == (1, 1)


def test_a_full_slot_that_takes_no_bookings_says_that_rather(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=1)
    hold(slot)
    slot.bookings.update(expires_at=slot.starts_at + timedelta(hours=1))
    with time_machine.travel(slot.starts_at, tick=False), pytest.raises(SlotNotBookable):
        hold(slot, channel=Channel.TELEPHONE)


def test_a_hold_is_no_booking_yet(site: Site) -> None:
    held = hold(slot_at(site, TOMORROW, time(9)))
    assert held.number == ""
    assert not bookings_visible_to(CLERK).exists()


def test_a_hold_becomes_a_booking_with_the_same_places(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=2)
    held = hold(slot, people=2)
    asked = wish(slot, person(), person("見本 太郎"), once_key=held.once_key)
    booking = make_booking(asked, channel=Channel.WEB, by=CITIZEN)
    assert booking.pk == held.pk
    assert booking.state == BookingState.BOOKED
    assert taken(slot) == (2, 1)


@pytest.mark.preset_key("booking.hold_minutes")
def test_an_unconfirmed_hold_lapses_inside_the_next_booking(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=1)
    held = hold(slot)
    with time_machine.travel(LATER - timedelta(seconds=1), tick=False), pytest.raises(SlotFull):
        make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)
    with time_machine.travel(LATER, tick=False):
        make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)
    held.refresh_from_db()
    assert held.state == BookingState.LAPSED
    assert taken(slot) == (1, 1)
    assert slots_that_differ_from_the_ledger() == []


def test_the_minutes_of_a_hold_are_a_setting(site: Site) -> None:
    change_settings({"booking.hold_minutes": 30}, by=ADMIN)
    held = hold(slot_at(site, TOMORROW, time(9)))
    assert held.expires_at == PRESENT + timedelta(minutes=30)


def test_the_clock_gives_lapsed_places_back(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9))
    hold(slot)
    assert release_lapsed_holds() == 0
    with time_machine.travel(LATER, tick=False):
        assert release_lapsed_holds() == 1
        assert release_lapsed_holds() == 0
    assert taken(slot) == (0, 0)


def test_who_was_slow_still_gets_the_place_while_there_is_one(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=1)
    held = hold(slot)
    with time_machine.travel(LATER, tick=False):
        release_lapsed_holds()
        booking = make_booking(wish(slot, once_key=held.once_key), channel=Channel.WEB, by=CITIZEN)
    assert booking.number
    assert taken(slot) == (1, 1)


def test_who_was_slow_is_refused_when_the_place_is_gone(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=1)
    held = hold(slot)
    with time_machine.travel(LATER, tick=False):
        make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)
        with pytest.raises(SlotFull):
            make_booking(wish(slot, once_key=held.once_key), channel=Channel.WEB, by=CITIZEN)
    assert taken(slot) == (1, 1)


def test_a_hold_is_extended_moved_and_resized_by_asking_again(site: Site) -> None:
    slot, other = slot_at(site, TOMORROW, time(9)), slot_at(site, TOMORROW, time(10))
    key = uuid.uuid4()
    hold(slot, key=key)
    with time_machine.travel(PRESENT + timedelta(minutes=8), tick=False):
        again = hold(other, people=3, key=key)
    assert again.expires_at == PRESENT + timedelta(minutes=18)
    assert (taken(slot), taken(other)) == ((0, 0), (3, 1))
    moved = Event.objects.get(kind="booking.hold_moved")
    assert change_of(moved, "starts_at") == (slot.starts_at.isoformat(), other.starts_at.isoformat())


def test_a_released_hold_is_free_at_once_and_cannot_be_taken_up_as_a_hold(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9))
    held = hold(slot)
    assert release_hold(held.once_key, by=CITIZEN)
    assert not release_hold(held.once_key, by=CITIZEN)
    assert taken(slot) == (0, 0)
    with pytest.raises(HoldLapsed):
        hold(slot, key=held.once_key)


def test_the_booking_of_today_is_the_telephones(site: Site) -> None:
    today = slot_at(site, clock.today(), time(15))
    with pytest.raises(Exception, match="受け付けていません"):
        hold(today)
    assert hold(today, channel=Channel.TELEPHONE).expires_at
