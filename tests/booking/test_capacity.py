"""Capacity: published by a pattern, revised day by day, shared between the channels, never taken from anybody."""

from datetime import date, time, timedelta

import pytest
import time_machine

from madoguchi.booking.actions import make_booking
from madoguchi.booking.capacity.actions import block_places, publish_slots, revise_day, revision_of, slots_from
from madoguchi.booking.capacity.queries import (
    availability_by_day,
    bands_on,
    is_bookable,
    slots_in_window,
    slots_of_day,
    slots_on_day,
)
from madoguchi.booking.capacity.window import places_between, slots_between
from madoguchi.booking.models import BlockedPlaces, Booking, Slot
from madoguchi.booking.refusals import PeopleWouldLoseTheirPlace, SlotFull
from madoguchi.booking.rules import Band, Channel
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.worlds import ADMIN, OPERATOR, PRESENT, TODAY, TOMORROW, person, slot_at, wish

pytestmark = pytest.mark.django_db

MORNING = Band(time(9), time(10), minutes=30, people=2, bookings=2)
EVENING = Band(time(17, 30), time(19), minutes=30, people=3, bookings=3)


def wanted(site: Site, day: date, *bands: Band) -> list[Slot]:
    return slots_from(bands, site, day, within=None)


def starts(day: date) -> list[str]:
    return [f"{clock.in_tokyo(slot.starts_at):%H:%M}" for slot in slots_on_day(day)]


@pytest.mark.req("CAL-01", "CAL-03", "CAL-05")
def test_a_day_is_made_as_wanted_and_the_preview_says_what_changes(site: Site) -> None:
    plan = wanted(site, TOMORROW, MORNING)
    before = revision_of(site, TOMORROW, plan)
    assert (len(before.new), len(before.changed), len(before.withdrawn)) == (0, 2, 11)
    revise_day(site, TOMORROW, plan, by=ADMIN, note="窓口の工事")
    assert starts(TOMORROW) == ["09:00", "09:30"]
    assert slot_at(site, TOMORROW, time(9)).people_limit == 2
    assert revision_of(site, TOMORROW, plan).is_empty
    event = Event.objects.get(kind="slots.revised")
    assert event.actor_kind == "city"
    assert '"people":[78,4]' in event.body


@pytest.mark.req("CAL-04")
@pytest.mark.parametrize(
    "day", [TOMORROW, date(2026, 12, 5), date(2026, 12, 31)], ids=["evening", "saturday", "year-end"]
)
def test_a_special_opening_lies_outside_the_usual_days_and_hours(site: Site, day: date) -> None:
    now = list(slots_on_day(day, site=site))
    revise_day(site, day, [*now, *wanted(site, day, EVENING)], by=ADMIN)
    assert starts(day)[-3:] == ["17:30", "18:00", "18:30"]
    with time_machine.travel(clock.moment(day - timedelta(days=1), time(8)), tick=False):
        make_booking(wish(slot_at(site, day, time(18))), channel=Channel.WEB, by=CITIZEN)


@pytest.mark.req("CAL-05")
def test_nobody_loses_a_place_by_a_revision(site: Site) -> None:
    booking = make_booking(wish(slot_at(site, TOMORROW, time(15))), channel=Channel.WEB, by=CITIZEN)
    with pytest.raises(PeopleWouldLoseTheirPlace) as refusal:
        revise_day(site, TOMORROW, wanted(site, TOMORROW, MORNING), by=ADMIN)
    assert refusal.value.numbers == (booking.spoken_number,)
    assert len(starts(TOMORROW)) == 13
    with pytest.raises(PeopleWouldLoseTheirPlace):
        revise_day(site, TOMORROW, [], by=ADMIN)


@pytest.mark.req("CAL-05")
def test_limits_are_lowered_down_to_what_is_taken(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9))
    make_booking(wish(slot, person(), person()), channel=Channel.WEB, by=CITIZEN)
    narrow = Band(time(9), time(9, 30), minutes=30, people=2, bookings=1)
    revise_day(site, TOMORROW, wanted(site, TOMORROW, narrow), by=ADMIN)
    with pytest.raises(PeopleWouldLoseTheirPlace):
        revise_day(site, TOMORROW, wanted(site, TOMORROW, Band(time(9), time(9, 30), 30, 1, 1)), by=ADMIN)


def test_a_withdrawn_slot_keeps_the_bookings_that_were_cancelled_in_it(site: Site) -> None:
    from madoguchi.booking.actions import cancel_booking

    booking = make_booking(wish(slot_at(site, TOMORROW, time(15))), channel=Channel.WEB, by=CITIZEN)
    cancel_booking(booking, by=CITIZEN)
    revise_day(site, TOMORROW, [], by=ADMIN)
    assert Booking.objects.get(pk=booking.pk).slot.people_limit == 0
    assert starts(TOMORROW) == ["15:00"]
    assert not any(shown.availability.remaining for shown in slots_of_day(site, TOMORROW, now=PRESENT))


def test_only_who_may_edit_slots_revises_them(site: Site) -> None:
    for attempt in (
        lambda: revise_day(site, TOMORROW, [], by=OPERATOR),
        lambda: block_places(slot_at(site, TOMORROW, time(9)), people=1, note="LINE", by=OPERATOR),
    ):
        with pytest.raises(MissingRight):
            attempt()


@pytest.mark.req("CAL-09")
def test_places_given_elsewhere_are_gone_and_counted_apart(site: Site) -> None:
    slot = slot_at(site, TOMORROW, time(9), people=2)
    block_places(slot, people=1, note="LINE予約", by=ADMIN)
    assert BlockedPlaces.objects.get().note == "LINE予約"
    make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)
    with pytest.raises(SlotFull):
        make_booking(wish(slot), channel=Channel.TELEPHONE, by=OPERATOR)
    with pytest.raises(PeopleWouldLoseTheirPlace):
        block_places(slot, people=2, note="LINE予約", by=ADMIN)
    block_places(slot, people=0, note="", by=ADMIN)
    make_booking(wish(slot), channel=Channel.TELEPHONE, by=OPERATOR)
    assert Event.objects.filter(kind="slots.blocked").count() == 2


@pytest.mark.req("CAL-05")
@pytest.mark.preset_key(
    "booking.telephone_percent", "booking.telephone_until_days_before", "booking.telephone_until_at"
)
def test_the_telephones_share_melts_into_the_web_at_its_moment(site: Site) -> None:
    change_settings(
        {
            "booking.telephone_percent": 50,
            "booking.telephone_until_days_before": 2,
            "booking.telephone_until_at": "17:00:00",
        },
        by=ADMIN,
    )
    day = TODAY + timedelta(days=35)
    publish_slots(site, first=day, until=day + timedelta(days=1), by=ADMIN)
    slot = slot_at(site, day, time(9))
    assert (slot.people_limit, slot.people_kept) == (6, 3)
    for _ in range(3):
        make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)
    shown = next(shown for shown in slots_of_day(site, day, now=PRESENT) if shown.slot == slot)
    assert shown.availability.remaining == 0
    with pytest.raises(SlotFull):
        make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)
    make_booking(wish(slot), channel=Channel.TELEPHONE, by=OPERATOR)
    released_at = clock.moment(day - timedelta(days=2), time(17))
    with time_machine.travel(released_at - timedelta(seconds=1), tick=False), pytest.raises(SlotFull):
        make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)
    with time_machine.travel(released_at, tick=False):
        make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)


@pytest.mark.req("CAL-07", "CAL-01")
@pytest.mark.preset_key("booking.bands", "booking.site_windows", "booking.closes_at")
def test_a_site_may_have_a_pattern_and_a_window_of_its_own(site: Site) -> None:
    branch = Site.objects.create(code="branch-sample", name="支所（見本）", kind="branch")
    change_settings(
        {
            "booking.bands": [
                {"site": "", "weekdays": "月火水木金", "starts": "09:00:00", "ends": "10:00:00", "minutes": 30, "people": 6, "bookings": 6},
                {"site": "branch-sample", "weekdays": "水", "starts": "13:00:00", "ends": "14:00:00", "minutes": 20, "people": 1, "bookings": 1},
            ],
            "booking.site_windows": [
                {"site": "branch-sample", "opens_days_ahead": 7, "closes_days_before": 2, "closes_at": "12:00:00"}
            ],
        },
        by=ADMIN,
    )  # fmt: skip
    assert [band.minutes for band in bands_on(TOMORROW, site)] == [30]
    assert [band.minutes for band in bands_on(TOMORROW, branch)] == [20]
    assert bands_on(TOMORROW + timedelta(days=1), branch) == []
    publish_slots(branch, first=TODAY, until=TODAY + timedelta(days=15), by=ADMIN)
    wednesday = TODAY + timedelta(days=8)
    assert not availability_by_day(branch, first=TODAY, until=wednesday, now=PRESENT)
    monday_noon = clock.moment(wednesday - timedelta(days=2), time(12))
    slot = Slot.objects.filter(site=branch, starts_at__gte=clock.start_of(wednesday)).order_by("starts_at")[0]
    change_settings({"switches.branch_places": True}, by=ADMIN)
    with time_machine.travel(monday_noon, tick=False), pytest.raises(Exception, match="受け付けていません"):
        make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)
    with time_machine.travel(monday_noon - timedelta(seconds=1), tick=False):
        make_booking(wish(slot), channel=Channel.WEB, by=CITIZEN)


@pytest.mark.req("RSV-05", "RSV-07")
def test_a_family_sees_what_is_free_for_all_of_them(site: Site) -> None:
    Slot.objects.filter(site=site).update(people_limit=2, bookings_limit=2)
    until = TOMORROW + timedelta(days=1)
    (for_two,) = availability_by_day(site, first=TODAY, until=until, now=PRESENT, people=2).values()
    (for_three,) = availability_by_day(site, first=TODAY, until=until, now=PRESENT, people=3).values()
    assert (for_two.remaining, for_three.remaining) == (26, 0)


@pytest.mark.req("CAL-14", "RTV-04")
@pytest.mark.parametrize("for_web", [True, False])
@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_a_slot_that_begins_at_this_moment_is_over_for_every_look_at_it(
    site: Site, for_web: bool, seconds: int
) -> None:
    change_settings({"booking.closes_days_before": 0, "booking.closes_at": "23:59"}, by=ADMIN)
    slot = slot_at(site, TODAY, time(15))
    now = slot.starts_at + timedelta(seconds=seconds)
    may = is_bookable(slot, now=now, for_web=for_web)
    assert may is (seconds < 0)
    days = (site, TODAY, TOMORROW)
    for found in (
        {one.slot_id for one in places_between(*days, now=now, for_web=for_web)},
        {one.pk for one in slots_between(*days, now=now, for_web=for_web)},
        {one.pk for one in slots_in_window(site, now=now, for_web=for_web)},
    ):
        assert (slot.pk in found) is may
