"""The national system stands still: card procedures are closed, nobody who has booked one is forgotten."""

from datetime import time, timedelta

import pytest
import time_machine

from madoguchi.booking.actions import cancel_booking, change_people, make_booking, move_booking
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.capacity.queries import (
    availability_by_day,
    nearest_free_slots,
    slots_in_window,
)
from madoguchi.booking.capacity.window import slots_between
from madoguchi.booking.models import AffectedBooking, Booking, CallTask, Outage, Slot
from madoguchi.booking.outages.actions import (
    begin_outage,
    change_end,
    end_outage,
    end_outages_that_are_over,
    settle,
)
from madoguchi.booking.outages.places import protect_places, protected_in
from madoguchi.booking.outages.queries import lines_of, lines_visible_to
from madoguchi.booking.outages.rules import Fate, Stretch
from madoguchi.booking.own_page.queries import may_still_change
from madoguchi.booking.refusals import (
    NationalSystemStops,
    OutageIsOver,
    OutageOverlaps,
    OutageWouldBePast,
    PlacesNotFree,
    SlotFull,
    TooLateToChange,
)
from madoguchi.booking.rules import Channel
from madoguchi.booking.to_telephone.actions import note_attempt
from madoguchi.booking.to_telephone.rules import CallReason, CallResult
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN, SYSTEM, Actor
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.days import set_opening_day
from madoguchi.municipality.models import Site
from madoguchi.municipality.rules import Calendar
from tests.worlds import ADMIN, CLERK, OPERATOR, PRESENT, TODAY, TOMORROW, person, slot_at, wish

pytestmark = pytest.mark.django_db
NINE, TEN, ELEVEN = (clock.moment(TOMORROW, time(hour)) for hour in (9, 10, 11))
FORM = person(procedure="application")  # needs no national system


def booked(
    slot: Slot, *people: object, channel: Channel = Channel.WEB, by: Actor = CITIZEN, **contact: str
) -> Booking:
    return make_booking(wish(slot, *people, **contact), channel=channel, by=by)  # type: ignore[arg-type]


def stop(starts_at: object = NINE, ends_at: object = ELEVEN) -> Outage:
    return begin_outage(starts_at=starts_at, ends_at=ends_at, by=CLERK)  # type: ignore[arg-type]


def fates(outage: Outage) -> list[Fate]:
    return [line.fate for line in lines_of(outage)]


@pytest.mark.req("RSV-05", "CAL-08")
def test_only_card_procedures_are_closed_and_only_in_that_time(site: Site) -> None:
    stop()
    closed = slot_at(site, TOMORROW, time(9, 30))
    with pytest.raises(NationalSystemStops):
        booked(closed)
    with pytest.raises(NationalSystemStops):
        booked(closed, channel=Channel.TELEPHONE, by=OPERATOR)
    assert booked(closed, FORM).number
    assert booked(slot_at(site, TOMORROW, time(11))).number
    assert slots_that_differ_from_the_ledger() == []


def test_a_family_with_one_card_procedure_is_closed_out_too(site: Site) -> None:
    stop()
    closed = slot_at(site, TOMORROW, time(9))
    with pytest.raises(NationalSystemStops):
        booked(closed, FORM, person())
    family = booked(closed, FORM)
    with pytest.raises(NationalSystemStops):
        change_people(family, [FORM, person()], by=CITIZEN)
    with pytest.raises(NationalSystemStops):
        change_people(family, [person()], by=OPERATOR)


def test_nobody_is_moved_into_an_outage(site: Site) -> None:
    booking = booked(slot_at(site, TOMORROW, time(13)))
    stop()
    with pytest.raises(NationalSystemStops):
        move_booking(booking, to_slot_id=slot_at(site, TOMORROW, time(9)).pk, by=OPERATOR)
    booking.refresh_from_db()
    assert booking.slot == slot_at(site, TOMORROW, time(13))
    assert slots_that_differ_from_the_ledger() == []


def test_the_calendar_shows_the_time_closed_for_cards_and_open_for_others(site: Site) -> None:
    stop(NINE, None)
    days = {"first": TOMORROW, "until": TOMORROW + timedelta(days=1), "now": PRESENT}
    assert availability_by_day(site, **days, needs_national_system=True) == {}  # type: ignore[arg-type]
    assert availability_by_day(site, **days)[TOMORROW].remaining == 78  # type: ignore[arg-type]
    near = nearest_free_slots(
        slot_at(site, TOMORROW, time(9)), now=PRESENT, people=1, for_web=False, needs_national_system=True
    )
    assert {clock.in_tokyo(slot.starts_at).date() for slot in near} == {TODAY}


@pytest.mark.parametrize("for_web", [True, False])
@pytest.mark.parametrize("needs", [True, False])
@pytest.mark.parametrize("is_affected", [True, False])
def test_the_statement_that_is_made_once_finds_what_the_whole_window_holds(
    site: Site, for_web: bool, needs: bool, is_affected: bool
) -> None:
    stop(NINE, TEN)
    slot_now = slot_at(site, TOMORROW, time(13))
    protect_places({slot_now.pk: 1}, until=slot_now.starts_at, by=ADMIN)
    booked(slot_at(site, TOMORROW, time(11)), FORM)
    after = TOMORROW + timedelta(days=1)
    agreed = {"agreed_with": "市民課", "agreed_on": TODAY}
    set_opening_day(Calendar.COUNTER, after, by=ADMIN, hours="", note="臨時の休み", **agreed)  # type: ignore[arg-type]
    how = {"now": clock.now(), "for_web": for_web, "needs_national_system": needs, "is_affected": is_affected}
    window = list(slots_in_window(site, **how).values_list("pk", "remaining"))  # type: ignore[arg-type]
    month = slots_between(site, TODAY, TODAY + timedelta(days=90), **how)  # type: ignore[arg-type]
    assert [(slot.pk, slot.remaining) for slot in month] == window
    on_two_days = slots_between(site, TOMORROW, after + timedelta(days=1), **how)  # type: ignore[arg-type]
    assert {clock.in_tokyo(slot.starts_at).date() for slot in on_two_days} == {TOMORROW}
    assert {slot.pk for slot in on_two_days} < {slot.pk for slot in month}


def test_a_procedure_that_nobody_has_classified_is_closed() -> None:
    from madoguchi.municipality.models import Procedure

    assert Procedure(code="new").needs_national_system


def test_the_list_holds_everybody_affected_once_and_whom_to_telephone(site: Site) -> None:
    with_card = booked(slot_at(site, TOMORROW, time(9)))
    without = booked(slot_at(site, TOMORROW, time(9)), FORM)
    later = booked(slot_at(site, TOMORROW, time(13)))
    outage = stop()
    assert [line.booking for line in lines_of(outage)] == [with_card]
    assert CallTask.objects.get().booking == with_card
    assert CallTask.objects.get().reason == CallReason.OUTAGE
    assert Event.objects.filter(kind="booking.outage_affects", about_key=with_card.number).count() == 1
    change_end(outage, clock.moment(TOMORROW, time(14)), by=CLERK)
    assert [line.booking for line in lines_of(outage)] == [with_card, later]
    assert not AffectedBooking.objects.filter(booking=without).exists()


def test_who_comes_today_stands_first(site: Site) -> None:
    tomorrow = booked(slot_at(site, TOMORROW, time(9)))
    today = booked(slot_at(site, TODAY, time(16)), channel=Channel.TELEPHONE, by=OPERATOR)
    outage = stop(PRESENT, None)
    assert [line.booking for line in lines_of(outage)] == [today, tomorrow]
    assert lines_visible_to(SYSTEM, outage) == []


@pytest.mark.req("RSV-10")
def test_who_is_asked_to_move_on_the_very_day_may_still_move_by_the_own_link(site: Site) -> None:
    booking, other = (
        booked(slot_at(site, TODAY, time(hour)), channel=Channel.TELEPHONE, by=OPERATOR) for hour in (16, 11)
    )
    assert not may_still_change(booking)
    stop(clock.moment(TODAY, time(13)), clock.moment(TODAY, time(17)))
    assert may_still_change(booking)
    move_booking(booking, to_slot_id=slot_at(site, TOMORROW, time(9)).pk, by=CITIZEN)
    with pytest.raises(TooLateToChange):
        move_booking(other, to_slot_id=slot_at(site, TOMORROW, time(9)).pk, by=CITIZEN)


def test_each_line_says_what_has_become_of_it(site: Site) -> None:
    slot, elsewhere = slot_at(site, TOMORROW, time(9)), slot_at(site, TOMORROW, time(13))
    people = [booked(slot, phone=f"0900000000{number}") for number in range(1, 6)]
    outage = stop()
    move_booking(people[0], to_slot_id=elsewhere.pk, by=CITIZEN)
    cancel_booking(people[1], by=CITIZEN)
    change_people(people[2], [FORM], by=OPERATOR)
    note_attempt(CallTask.objects.get(booking=people[3]), CallResult.REACHED, by=OPERATOR)
    by_booking = {line.booking: line for line in lines_of(outage)}
    assert [by_booking[booking].fate for booking in people] == [
        Fate.MOVED,
        Fate.CANCELLED,
        Fate.KEPT,
        Fate.REACHED,
        Fate.WAITING,
    ]
    assert [attempt.result for attempt in by_booking[people[3]].attempts] == ["reached"]


def test_the_end_opens_again_closes_the_list_and_keeps_the_record(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9))
    waiting, reached, moved = (booked(slot, phone=f"0900000000{number}") for number in (1, 2, 3))
    outage = stop()
    note_attempt(CallTask.objects.get(booking=reached), CallResult.REACHED, by=OPERATOR)
    move_booking(moved, to_slot_id=slot_at(site, TOMORROW, time(13)).pk, by=OPERATOR)
    end_outage(outage, by=CLERK)
    assert booked(slot).number
    assert {line.booking: line.fate for line in lines_of(outage)} == {
        waiting: Fate.KEPT,
        reached: Fate.KEPT,
        moved: Fate.MOVED,
    }
    # Who was told not to come must hear that the time holds; who never heard of it need not.
    open_calls = CallTask.objects.filter(closed_at=None)
    assert [(call.booking, call.reason) for call in open_calls] == [(reached, CallReason.OTHER)]
    with pytest.raises(OutageIsOver):
        end_outage(outage, by=CLERK)
    move_booking(waiting, to_slot_id=slot_at(site, TOMORROW, time(14)).pk, by=OPERATOR)
    assert fates(outage).count(Fate.KEPT) == 2  # what was written down at the end stays


def test_a_known_end_ends_it_by_itself_and_says_whose_time_has_passed(site: Site) -> None:
    booked(slot_at(site, TOMORROW, time(9)))
    outage = stop()
    assert end_outages_that_are_over() == 0
    with time_machine.travel(ELEVEN, tick=False):
        assert end_outages_that_are_over() == 1
        assert fates(outage) == [Fate.PASSED]
        assert Event.objects.get(kind="outage.ended").actor_kind == "system"


def test_a_shorter_outage_lets_people_keep_their_time(site: Site) -> None:
    early, late = booked(slot_at(site, TOMORROW, time(9))), booked(slot_at(site, TOMORROW, time(10, 30)))
    outage = stop()
    change_end(outage, TEN, by=CLERK)
    assert {line.booking: line.fate for line in lines_of(outage)} == {early: Fate.WAITING, late: Fate.KEPT}
    assert booked(slot_at(site, TOMORROW, time(10, 30))).number


def test_a_line_is_settled_and_taken_up_again(site: Site) -> None:
    booked(slot_at(site, TOMORROW, time(9)))
    outage = stop()
    (line,) = lines_of(outage)
    settle(line.entry, keeps_time=True, by=OPERATOR)
    assert fates(outage) == [Fate.KEPT]
    assert not CallTask.objects.filter(closed_at=None).exists()
    settle(line.entry, keeps_time=False, by=OPERATOR)
    assert fates(outage) == [Fate.WAITING]
    assert CallTask.objects.filter(closed_at=None).count() == 1


def test_two_outages_never_overlap_and_none_lies_in_the_past(site: Site) -> None:
    stop()
    with pytest.raises(OutageOverlaps):
        stop(TEN, None)
    with pytest.raises(OutageWouldBePast):
        stop(PRESENT - timedelta(hours=2), PRESENT - timedelta(hours=1))
    with pytest.raises(OutageWouldBePast):
        stop(clock.moment(TOMORROW, time(15)), clock.moment(TOMORROW, time(15)))
    stop(ELEVEN, clock.moment(TOMORROW, time(12)))
    with pytest.raises(MissingRight):
        begin_outage(starts_at=clock.moment(TOMORROW, time(15)), ends_at=None, by=OPERATOR)


@pytest.mark.parametrize(
    ("starts", "ends", "is_touched"),
    [
        (8, 9, False),
        (8, 10, True),
        (9, 10, True),
        (10, 11, True),
        (11, 12, False),
        (11, None, False),
        (8, None, True),
    ],
)
def test_a_slot_is_touched_when_a_minute_of_it_is(starts: int, ends: int | None, is_touched: bool) -> None:
    stretch = Stretch(clock.moment(TOMORROW, time(starts)), clock.moment(TOMORROW, time(ends)) if ends else None)
    assert stretch.touches(starts_at=NINE, ends_at=ELEVEN) is is_touched


# Protected places


def remaining(slot: Slot, **who: bool) -> int:
    options = {"for_web": True, **who}
    found = slots_in_window(slot.site, now=clock.now(), **options).get(pk=slot.pk)
    return int(found.remaining)


@pytest.mark.req("CAL-05", "CAL-08")
@pytest.mark.parametrize(("channel", "by"), [(Channel.WEB, CITIZEN), (Channel.TELEPHONE, OPERATOR)])
def test_newcomers_get_no_protected_place_but_the_affected_do(site: Site, channel: Channel, by: Actor) -> None:
    affected = booked(slot_at(site, TOMORROW, time(9)), channel=channel, by=by)
    stop()
    refuge = slot_at(site, TOMORROW, time(13), people=2)
    protect_places({refuge.pk: 2}, until=NINE, by=CLERK)
    for for_web in (True, False):
        assert remaining(refuge, for_web=for_web) <= 0
        assert remaining(refuge, for_web=for_web, is_affected=True) == 2
    with pytest.raises(SlotFull):
        booked(refuge, channel=channel, by=by)
    move_booking(affected, to_slot_id=refuge.pk, by=by)
    refuge.refresh_from_db()
    assert (refuge.people_taken, protected_in(refuge, now=PRESENT)) == (1, 1)
    with pytest.raises(SlotFull):
        booked(refuge, channel=channel, by=by)
    # Once moved, the booking is like any other: it takes no second protected place.
    other = slot_at(site, TOMORROW, time(14), people=1)
    protect_places({other.pk: 1}, until=NINE, by=CLERK)
    with pytest.raises(SlotFull):
        move_booking(affected, to_slot_id=other.pk, by=by)
    assert slots_that_differ_from_the_ledger() == []


def test_protected_places_are_everybodys_from_their_moment_on_and_after_the_end(site: Site) -> None:
    outage = stop()
    first, second = slot_at(site, TOMORROW, time(13), people=1), slot_at(site, TOMORROW, time(14), people=1)
    protect_places({first.pk: 1, second.pk: 1}, until=PRESENT + timedelta(hours=1), by=CLERK)
    with time_machine.travel(PRESENT + timedelta(hours=1), tick=False):
        assert remaining(first) == 1
        assert booked(first).number
    end_outage(outage, by=CLERK)
    assert booked(second).number
    assert Event.objects.filter(kind="slots.unprotected").count() == 2


def test_only_free_places_are_protected_unless_more_are_made(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(13), people=2)
    booked(slot)
    with pytest.raises(PlacesNotFree):
        protect_places({slot.pk: 2}, until=NINE, by=CLERK)
    assert protect_places({slot.pk: 3}, until=NINE, adds_places=True, by=CLERK) == 1
    assert protect_places({slot.pk: 3}, until=NINE, adds_places=True, by=CLERK) == 0  # sent twice
    slot.refresh_from_db()
    assert (slot.people_limit, slot.bookings_limit, slot.people_protected) == (5, 5, 3)
    assert remaining(slot) == 1
    protect_places({slot.pk: 0}, until=NINE, by=CLERK)
    assert remaining(slot) == 4


def test_an_affected_citizen_may_take_a_protected_place_of_the_telephones_share(site: Site) -> None:
    affected = booked(slot_at(site, TOMORROW, time(9)))
    stop()
    refuge = slot_at(site, TOMORROW, time(13), people=2)
    Slot.objects.filter(pk=refuge.pk).update(people_kept=2, kept_until=NINE)
    with pytest.raises(SlotFull):
        move_booking(affected, to_slot_id=refuge.pk, by=CITIZEN)
    protect_places({refuge.pk: 1}, until=NINE, by=CLERK)
    assert remaining(refuge, is_affected=True) == 1
    move_booking(affected, to_slot_id=refuge.pk, by=CITIZEN)
    with pytest.raises(MissingRight):
        protect_places({refuge.pk: 1}, until=NINE, by=OPERATOR)
    assert ADMIN.may("slots.edit")
