"""Whoever loses a time is offered another: proposed, moved one by one, told by mail or telephone."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest

from madoguchi.booking.actions import cancel_booking, make_booking
from madoguchi.booking.capacity.moving import Move, free_rooms, move_each, seeker_of
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.capacity.rules import Room, Seeker, nearest_rooms, propose, who_must_leave
from madoguchi.booking.models import Booking, CallTask, Slot
from madoguchi.booking.outages.actions import begin_outage
from madoguchi.booking.rules import Channel
from madoguchi.booking.to_telephone.rules import CallReason
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN, SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of
from madoguchi.municipality.models import Site
from tests.worlds import CLERK, PRESENT, TOMORROW, person, slot_at, wish

NEXT_DAY = TOMORROW + timedelta(days=1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return clock.moment(day, time(hour, minute))


def room(key: int, starts_at: datetime, *, people: int = 1, bookings: int = 9, site: int = 1) -> Room:
    return Room(key, site, starts_at, people, bookings)


def seeker(key: str, starts_at: datetime, people: int = 1) -> Seeker:
    return Seeker(key, 1, starts_at, people)


# The rules


@pytest.mark.req("CAL-05")
def test_the_nearest_is_of_the_same_site_then_of_the_same_day_and_never_earlier_days_first() -> None:
    wish = at(TOMORROW, 9)
    rooms = [
        room(5, at(PRESENT.date(), 16)),
        room(1, at(TOMORROW, 9), site=2),
        room(2, at(NEXT_DAY, 9)),
        room(3, at(TOMORROW, 16)),
        room(4, at(TOMORROW, 9, 30)),
    ]
    assert [found.key for found in nearest_rooms(seeker("a", wish), rooms)] == [4, 3, 2, 1, 5]


@pytest.mark.req("CAL-05")
def test_on_another_day_the_same_hour_comes_first() -> None:
    rooms = [room(1, at(NEXT_DAY, 9)), room(2, at(NEXT_DAY, 15)), room(3, at(NEXT_DAY + timedelta(days=1), 14, 30))]
    assert [found.key for found in nearest_rooms(seeker("a", at(TOMORROW, 14, 30)), rooms)] == [2, 1, 3]


@pytest.mark.req("CAL-05", "CAL-08")
def test_no_place_is_proposed_twice() -> None:
    rooms = [room(1, at(NEXT_DAY, 9), people=3, bookings=2), room(2, at(NEXT_DAY, 10), people=1)]
    seekers = [
        seeker("one", at(TOMORROW, 9)),
        seeker("two", at(TOMORROW, 9, 30)),
        seeker("three", at(TOMORROW, 9), 2),
    ]
    proposed = propose(seekers, rooms)
    assert proposed == {"three": 1, "one": 1, "two": 2}


def test_who_fits_nowhere_gets_no_proposal() -> None:
    rooms = [room(1, at(NEXT_DAY, 9), people=2), room(2, at(NEXT_DAY, 10), people=5, bookings=0)]
    assert propose([seeker("family", at(TOMORROW, 9), 3)], rooms) == {}


@pytest.mark.parametrize(
    ("people_over", "bookings_over", "leaving"),
    [(1, 0, {"c"}), (2, 0, {"c", "b"}), (0, 2, {"c", "b"}), (9, 9, {"a", "b", "c"}), (0, 0, set())],
)
def test_no_more_people_leave_than_must_and_the_last_go_first(
    people_over: int, bookings_over: int, leaving: set[str]
) -> None:
    bookings: Sequence[tuple[str, int]] = [("a", 1), ("b", 2), ("c", 1)]
    assert who_must_leave(bookings, people_over=people_over, bookings_over=bookings_over) == leaving


# The doing


def booked(slot: Slot, number: int, *, email: str = "") -> Booking:
    asked = wish(slot, phone=f"0900000{number:04d}", email=email)
    return make_booking(asked, channel=Channel.WEB, by=CITIZEN)


def move_of(booking: Booking, to: Slot) -> Move:
    return Move(booking.number, booking.slot_id, to.pk)


@pytest.mark.django_db
@pytest.mark.req("CAL-05", "STF-10")
def test_one_full_slot_stops_nobody_else(site: Site) -> None:
    slot, small, large = (slot_at(site, TOMORROW, time(hour)) for hour in (9, 10, 11))
    Slot.objects.filter(pk=small.pk).update(people_limit=1, bookings_limit=1)
    one, two, three = (booked(slot, number) for number in (1, 2, 3))
    done = move_each(
        [move_of(one, small), move_of(two, small), move_of(three, large)], reason=CallReason.CLOSED_DAY, by=CLERK
    )
    assert [moved.slot for moved in done] == [small, None, large]
    assert "いっぱい" in done[1].refusal
    two.refresh_from_db()
    assert two.slot == slot
    assert slots_that_differ_from_the_ledger() == []


@pytest.mark.django_db
def test_who_has_no_mail_is_telephoned_and_all_are_told_why(site: Site) -> None:
    slot, to = slot_at(site, TOMORROW, time(9)), slot_at(site, NEXT_DAY, time(9))
    with_mail, without = booked(slot, 1, email="a@example.jp"), booked(slot, 2)
    done = move_each([move_of(with_mail, to), move_of(without, to)], reason=CallReason.CLOSED_DAY, by=CLERK)
    assert [moved.is_to_be_called for moved in done] == [False, True]
    call = CallTask.objects.get()
    assert (call.booking, call.reason, call.due_at) == (without, CallReason.CLOSED_DAY, slot.starts_at)
    assert call.note == "変更前は 12月2日 9:00（廿日市市役所 本庁）でした。"
    moved = Event.objects.filter(kind="booking.moved")
    assert {facts_of(event)["reason"] for event in moved} == {"市の都合（予約枠の見直し）"}


@pytest.mark.django_db
@pytest.mark.req("STF-10")
def test_a_list_that_somebody_else_has_worked_through_moves_nobody_again(site: Site) -> None:
    slot, to, other = (slot_at(site, TOMORROW, time(hour)) for hour in (9, 10, 11))
    moved, cancelled = booked(slot, 1), booked(slot, 2)
    stale = [move_of(moved, other), move_of(cancelled, other), Move("12345678", slot.pk, other.pk)]
    move_each([move_of(moved, to)], reason=CallReason.CLOSED_DAY, by=CLERK)
    cancel_booking(cancelled, by=CITIZEN)
    done = move_each(stale, reason=CallReason.CLOSED_DAY, by=CLERK)
    assert [one.slot for one in done] == [None, None, None]
    assert "すでに移しました" in done[0].refusal
    moved.refresh_from_db()
    assert moved.slot == to
    assert move_each([move_of(moved, other)], reason=CallReason.CLOSED_DAY, by=SYSTEM)[0].slot is None


@pytest.mark.django_db
def test_nobody_is_proposed_a_slot_that_closes_or_in_which_the_system_stands_still(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9))
    card, form = (
        booked(slot, 1),
        make_booking(wish(slot, person(procedure="application")), channel=Channel.WEB, by=CITIZEN),
    )
    begin_outage(starts_at=at(TOMORROW, 9), ends_at=at(TOMORROW, 11), by=CLERK)
    rooms, slots = free_rooms(avoid={slot.pk})
    assert slot.pk not in slots
    near = {one.number: nearest_rooms(seeker_of(one), rooms)[0].starts_at for one in (card, form)}
    assert near == {card.number: at(TOMORROW, 11), form.number: at(TOMORROW, 9, 30)}
    assert min(found.starts_at for found in rooms) > PRESENT


@pytest.mark.django_db
@pytest.mark.req("CAL-05")
def test_who_booked_by_web_is_proposed_no_place_that_is_kept_for_the_telephone(site: Site) -> None:
    slot, near = slot_at(site, TOMORROW, time(9)), slot_at(site, TOMORROW, time(9, 30))
    kept_until = PRESENT + timedelta(hours=1)
    Slot.objects.filter(pk=near.pk).update(people_limit=3, people_kept=1, kept_until=kept_until)
    three = make_booking(wish(slot, *[person()] * 3), channel=Channel.WEB, by=CITIZEN)
    called = make_booking(wish(slot, *[person()] * 3), channel=Channel.TELEPHONE, by=CLERK)
    rooms, _ = free_rooms(avoid={slot.pk})
    assert near.pk not in {room.key for room in nearest_rooms(seeker_of(three), rooms)}
    assert nearest_rooms(seeker_of(called), rooms)[0].key == near.pk
    proposed = propose([seeker_of(three), seeker_of(called)], rooms)
    done = move_each(
        [Move(number, slot.pk, to) for number, to in proposed.items()], reason=CallReason.CLOSED_DAY, by=CLERK
    )
    assert [moved.refusal for moved in done] == ["", ""]


@pytest.mark.django_db
@pytest.mark.req("CAL-05")
def test_no_more_bookings_are_proposed_than_protected_places_leave(site: Site) -> None:
    slot, near = slot_at(site, TOMORROW, time(9)), slot_at(site, TOMORROW, time(9, 30))
    Slot.objects.filter(pk=near.pk).update(
        people_limit=9, bookings_limit=2, people_protected=1, protected_until=PRESENT + timedelta(hours=1)
    )
    leaving = [booked(slot, number) for number in (1, 2)]
    proposed = propose([seeker_of(booking) for booking in leaving], free_rooms(avoid={slot.pk})[0])
    assert list(proposed.values()).count(near.pk) == 1
    moves = [Move(number, slot.pk, to) for number, to in proposed.items()]
    assert all(moved.slot for moved in move_each(moves, reason=CallReason.CLOSED_DAY, by=CLERK))
