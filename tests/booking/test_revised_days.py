"""Days made by hand: one or many, all or nothing, left alone by the pattern; and holds that lapse by themselves."""

from datetime import time, timedelta

import pytest
import time_machine

from madoguchi.booking.actions import hold_places, make_booking
from madoguchi.booking.capacity.actions import block_places, publish_slots, revise_day, revise_days, slots_from
from madoguchi.booking.capacity.changes import slots_to_start_from, with_limits, with_more_places
from madoguchi.booking.capacity.queries import overview, slots_on_day
from madoguchi.booking.jobs import release_holds
from madoguchi.booking.models import Slot
from madoguchi.booking.refusals import DayIsOver, PeopleWouldLoseTheirPlace, SlotsOverlap
from madoguchi.booking.rules import Band, Channel
from madoguchi.config.clockwork import JOBS
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.worlds import ADMIN, PRESENT, TODAY, TOMORROW, slot_at, wish

pytestmark = pytest.mark.django_db
NEXT_DAY = TOMORROW + timedelta(days=1)


@pytest.mark.req("CAL-05")
def test_many_days_change_together_or_not_at_all(site: Site) -> None:
    booking = make_booking(wish(slot_at(site, NEXT_DAY, time(9))), channel=Channel.WEB, by=CITIZEN)
    with pytest.raises(PeopleWouldLoseTheirPlace) as refusal:
        revise_days(site, {TOMORROW: [], NEXT_DAY: []}, by=ADMIN)
    assert refusal.value.numbers == (booking.spoken_number,)
    assert slots_on_day(TOMORROW).count() == 13
    assert not Event.objects.filter(kind="slots.revised").exists()
    more = {day: with_more_places(list(slots_on_day(day)), people=2, bookings=1) for day in (TOMORROW, NEXT_DAY)}
    assert revise_days(site, more, by=ADMIN) == 2
    slot = slot_at(site, NEXT_DAY, time(9))
    assert (slot.people_limit, slot.bookings_limit, slot.people_taken) == (8, 7, 1)


@pytest.mark.req("CAL-01")
def test_the_telephones_share_follows_the_limits(site: Site) -> None:
    change_settings({"booking.telephone_percent": 50}, by=ADMIN)
    revise_day(site, NEXT_DAY, with_limits(list(slots_on_day(NEXT_DAY)), people=4, bookings=4), by=ADMIN)
    assert {slot.people_kept for slot in slots_on_day(NEXT_DAY)} == {2}


@pytest.mark.req("CAL-03", "CAL-06")
def test_publishing_leaves_a_day_made_by_hand_alone(site: Site) -> None:
    later = TODAY + timedelta(days=34)  # a working day that is not published yet
    start = slots_to_start_from(site, later)
    assert len(start) == 13
    revise_day(site, later, start[:2], by=ADMIN, note="半日の閉庁")
    assert publish_slots(site, first=later, until=later + timedelta(days=1), by=ADMIN) == 0
    (seen,) = overview(site, first=later, until=later + timedelta(days=1))
    assert (seen.slots, seen.reason) == (2, "半日の閉庁")
    revise_day(site, later, [], by=ADMIN)
    assert slots_to_start_from(site, later) == []


@pytest.mark.req("CAL-09")
def test_places_given_elsewhere_are_in_the_way_of_smaller_limits(site: Site) -> None:
    block_places(slot_at(site, TOMORROW, time(9)), people=4, note="LINEの予約", by=ADMIN)
    with pytest.raises(PeopleWouldLoseTheirPlace):
        revise_day(site, TOMORROW, with_limits(list(slots_on_day(TOMORROW)), people=3, bookings=3), by=ADMIN)
    assert Slot.objects.filter(people_limit=3).count() == 0


def test_slots_of_a_day_do_not_overlap_and_a_past_day_stays(site: Site) -> None:
    extra = slots_from([Band(time(9, 15), time(9, 45), 30, 1, 1)], site, TOMORROW, within=None)
    with pytest.raises(SlotsOverlap):
        revise_day(site, TOMORROW, [*slots_on_day(TOMORROW), *extra], by=ADMIN)
    with time_machine.travel(PRESENT + timedelta(days=2), tick=False), pytest.raises(DayIsOver):
        revise_day(site, TOMORROW, [], by=ADMIN)


@pytest.mark.req("RSV-05")
def test_the_clock_gives_back_what_nobody_has_confirmed(site: Site) -> None:
    assert [job.task for job in JOBS if job.name == "release-holds"] == ["madoguchi.booking.jobs.release_holds"]
    slot = slot_at(site, TOMORROW, time(9))
    hold_places(slot.pk, people=2, once_key=wish(slot).once_key, channel=Channel.WEB, language="ja", by=CITIZEN)
    assert release_holds.call() == 0
    with time_machine.travel(PRESENT + timedelta(minutes=11), tick=False):
        assert release_holds.call() == 1
        assert release_holds.call() == 0
    slot.refresh_from_db()
    assert (slot.people_taken, slot.bookings_taken) == (0, 0)
