"""Changing one's mind: another time, more people, fewer, none. The old place is kept until the new one is certain."""

from datetime import time, timedelta

import pytest
import time_machine

from madoguchi.booking.actions import (
    Contact,
    Person,
    cancel_booking,
    change_contact,
    change_people,
    make_booking,
    move_booking,
)
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.own_page.actions import revise_visit
from madoguchi.booking.queries import bookings_visible_to, found_by
from madoguchi.booking.refusals import (
    BookingIsOver,
    FamilyBookingOff,
    LastVisitor,
    SlotFull,
    TooLateToChange,
    TooManyVisitors,
)
from madoguchi.booking.rules import Channel
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.worlds import ADMIN, CLERK, OPERATOR, PRESENT, TOMORROW, person, slot_at, wish

HANAKO, TARO, AOI = (
    person(),
    person("見本 太郎", "ミホン タロウ", "pin"),
    person("見本 葵", "ミホン アオイ", "certificate"),
)

pytestmark = pytest.mark.django_db


def book(slot: Slot, *people: Person, channel: Channel = Channel.WEB, **contact: str) -> Booking:
    by = CITIZEN if channel is Channel.WEB else OPERATOR
    return make_booking(wish(slot, *people, **contact), channel=channel, by=by)


def taken(slot: Slot) -> tuple[int, int]:
    slot.refresh_from_db()
    return slot.people_taken, slot.bookings_taken


@pytest.mark.req("RSV-07", "RSV-08", "CAL-02")
def test_a_family_takes_one_booking_and_a_place_each(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=3)
    booking = book(slot, HANAKO, TARO, AOI, name="見本 保護者")
    assert taken(slot) == (3, 1)
    assert booking.name == "見本 保護者"
    assert [visitor.procedure.code for visitor in booking.visitors.all()] == ["pickup", "pin", "certificate"]


@pytest.mark.req("CAL-02")
def test_three_people_do_not_fit_two_places(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=2)
    with pytest.raises(SlotFull):
        book(slot, HANAKO, TARO, AOI)
    assert taken(slot) == (0, 0)
    assert not Booking.objects.exists()


@pytest.mark.req("CAL-02")
def test_the_limit_of_bookings_holds_beside_that_of_people(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=6)
    Slot.objects.filter(pk=slot.pk).update(bookings_limit=1)
    book(slot, HANAKO, TARO)
    with pytest.raises(SlotFull):
        book(slot, AOI)


@pytest.mark.req("RSV-11", "STF-16")
def test_a_person_is_added_while_there_is_room(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=2)
    booking = book(slot, HANAKO)
    change_people(booking, [HANAKO, TARO], by=CITIZEN)
    assert taken(slot) == (2, 1)
    with pytest.raises(SlotFull):
        change_people(booking, [HANAKO, TARO, AOI], by=CITIZEN)
    assert taken(slot) == (2, 1)
    assert booking.visitors.count() == 2


@pytest.mark.req("RSV-11")
def test_a_person_who_stays_at_home_gives_the_place_back(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=2)
    booking = book(slot, HANAKO, TARO)
    change_people(booking, [TARO], by=CITIZEN)
    assert taken(slot) == (1, 1)
    assert [visitor.name for visitor in booking.visitors.all()] == ["見本 太郎"]
    with pytest.raises(LastVisitor):
        change_people(booking, [], by=CITIZEN)


@pytest.mark.req("RSV-09")
@pytest.mark.switch("family_booking")
@pytest.mark.preset_key("switches.family_booking")
def test_families_are_a_switch(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9))
    book(slot, HANAKO, TARO)
    change_settings({"switches.family_booking": False}, by=ADMIN)
    with pytest.raises(FamilyBookingOff):
        book(slot, HANAKO, TARO)
    book(slot, HANAKO)


def test_a_bus_full_of_people_is_no_family(site: Site) -> None:
    with pytest.raises(TooManyVisitors):
        book(slot_at(site, TOMORROW, time(9), people=20), *[HANAKO] * 11)


@pytest.mark.req("RSV-09", "STF-05", "STF-10")
@pytest.mark.parametrize("by", [CITIZEN, OPERATOR, CLERK], ids=["citizen", "call_centre", "city"])
def test_a_booking_moves_under_its_number_whoever_moves_it(site: Site, by: type[CITIZEN]) -> None:
    old, new = slot_at(site, TOMORROW, time(9)), slot_at(site, TOMORROW, time(10))
    booking = book(old, HANAKO, TARO)
    moved = move_booking(booking, to_slot_id=new.pk, by=by)
    assert moved.number == booking.number
    assert (taken(old), taken(new)) == ((0, 0), (2, 1))
    event = Event.objects.get(kind="booking.moved")
    assert event.actor_kind == by.kind


@pytest.mark.req("RSV-09")
def test_the_old_place_stays_when_the_new_one_is_full(site: Site) -> None:
    old, new = slot_at(site, TOMORROW, time(9)), slot_at(site, TOMORROW, time(10), people=1)
    booking = book(old, HANAKO, TARO)
    with pytest.raises(SlotFull):
        move_booking(booking, to_slot_id=new.pk, by=CITIZEN)
    assert (taken(old), taken(new)) == ((2, 1), (0, 0))
    booking.refresh_from_db()
    assert booking.slot == old


@pytest.mark.req("RSV-10", "STF-05")
def test_a_cancelled_place_is_free_at_once_and_the_number_never_comes_again(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=1)
    booking = book(slot)
    cancel_booking(booking, by=CITIZEN)
    assert taken(slot) == (0, 0)
    other = book(slot, channel=Channel.TELEPHONE)
    assert other.number != booking.number
    with pytest.raises(BookingIsOver):
        move_booking(booking, to_slot_id=slot_at(site, TOMORROW, time(10)).pk, by=OPERATOR)
    with pytest.raises(BookingIsOver):
        cancel_booking(booking, by=CITIZEN)


@pytest.mark.req("RSV-09")
def test_citizens_change_until_the_closing_and_the_telephone_helps_after_it(site: Site) -> None:
    booking = book(slot_at(site, TOMORROW, time(9)))
    with time_machine.travel(PRESENT + timedelta(hours=13, minutes=59), tick=False):
        change_contact(booking, Contact("見本 花子", "", "09000000002"), by=CITIZEN)
    with time_machine.travel(PRESENT + timedelta(hours=14), tick=False):
        with pytest.raises(TooLateToChange):
            cancel_booking(booking, by=CITIZEN)
        cancel_booking(booking, by=OPERATOR)


@pytest.mark.req("RSV-09", "STF-09")
def test_the_history_of_a_change_names_what_changed_and_hides_who_it_was(site: Site) -> None:
    booking = book(slot_at(site, TOMORROW, time(9)))
    change_contact(booking, Contact("見本 花子", "ミホン ハナコ", "09000000009"), by=CITIZEN)
    event = Event.objects.get(kind="booking.contact_changed")
    assert "0900000" not in event.body
    assert {value.name: value.text for value in event.personal_values.all()} == {
        "phone.before": "09000000001",
        "phone.after": "09000000009",
    }


@pytest.mark.req("STF-07", "STF-06")
@pytest.mark.parametrize(
    "typed", ["ミホン タロウ", "みほんたろう", "太郎", "見本　太郎", "ﾀﾛｳ", "090-0000-0001", "+81 90 0000 0001"]
)
def test_a_booking_is_found_by_any_name_in_it_or_by_telephone(site: Site, typed: str) -> None:
    booking = book(slot_at(site, TOMORROW, time(9)), HANAKO, TARO)
    book(slot_at(site, TOMORROW, time(9)), AOI, name="架空 健", kana="カクウ ケン", phone="09000000008")
    assert list(found_by(bookings_visible_to(CLERK), typed)) == [booking]


@pytest.mark.req("STF-07")
def test_a_booking_is_found_by_its_number_however_it_is_written(site: Site) -> None:
    booking = book(slot_at(site, TOMORROW, time(9)))
    for written in (booking.number, booking.spoken_number, booking.spoken_number.replace("-", "ー")):
        assert list(found_by(bookings_visible_to(CLERK), written)) == [booking]
    assert not found_by(bookings_visible_to(CLERK), "").exists()
    assert not found_by(bookings_visible_to(CITIZEN), booking.number).exists()


def test_after_all_this_the_counters_are_what_the_ledger_says(site: Site) -> None:
    first, second = slot_at(site, TOMORROW, time(9)), slot_at(site, TOMORROW, time(10))
    booking = book(first, HANAKO, TARO)
    move_booking(booking, to_slot_id=second.pk, by=CITIZEN)
    change_people(booking, [HANAKO, TARO, AOI], by=OPERATOR)
    cancel_booking(booking, by=CITIZEN)
    assert slots_that_differ_from_the_ledger() == []


@pytest.mark.req("RSV-11")
@pytest.mark.parametrize(("before", "after", "room"), [(3, 1, 1), (1, 3, 3)])
def test_who_changes_time_and_people_at_once_needs_room_only_for_who_comes(
    site: Site, before: int, after: int, room: int
) -> None:
    nine, ten = slot_at(site, TOMORROW, time(9), people=before), slot_at(site, TOMORROW, time(10), people=room)
    booking = make_booking(wish(nine, *[person()] * before), channel=Channel.WEB, by=CITIZEN)
    revise_visit(booking, [person()] * after, to_slot_id=ten.pk, by=CITIZEN)
    ten.refresh_from_db()
    assert ten.people_taken == after
    assert slots_that_differ_from_the_ledger() == []
