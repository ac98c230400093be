"""What becomes of a month at each number of seats, and whether there are places for the bookings that it brings."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.models import Slot
from madoguchi.booking.rules import Channel
from madoguchi.core import clock
from madoguchi.municipality.actions import change_settings
from madoguchi.planning.forecast.rules import ENOUGH_DAYS
from madoguchi.planning.peaks.actions import Entry, enter_peak
from madoguchi.planning.peaks.rules import PeakKind
from madoguchi.planning.places.queries import bookings_said, outlook
from madoguchi.planning.places.rules import Said, a_day, weeks
from madoguchi.planning.seats.rules import Aim, outcome_of
from madoguchi.planning.what_if.rules import Asked, Half, TooManyAtOnce, answer
from tests.worlds import ADMIN, OPERATOR, PRESENT, TODAY, actor, open_for_booking, wish

EVEN = [Half(str(place), 30, 1 / 17) for place in range(17)]


def asked(calls: float, target: int, **other: float) -> Asked:
    said = {"handling_seconds": 300.0, "patience_seconds": 120.0, "longest_wait_seconds": 300.0, **other}
    early = said.pop("before_queue", 0.0)
    return Asked(calls, 20, aim=Aim(target, before_queue=early), **said)


@pytest.mark.req("WFM-01", "WFM-03")
@pytest.mark.parametrize(("calls", "target", "seats"), [(1500, 80, 2), (2500, 90, 3)])
def test_a_month_says_which_seats_keep_its_target(calls: int, target: int, seats: int) -> None:
    found = answer(asked(calls, target), EVEN)
    assert found.least == seats
    assert [one.seats for one in found.options] == list(range(1, seats + 3))
    assert [one.reaches for one in found.options] == [one.seats >= seats for one in found.options]
    assert {one.seats for one in found.halves} == {seats}
    assert found.seat_hours == pytest.approx(seats * 8.5)
    assert sum(one.calls for one in found.halves) == pytest.approx(calls / 20)


@pytest.mark.req("WFM-02")
def test_longer_calls_take_more_seats() -> None:
    assert [answer(asked(2500, 90, handling_seconds=60.0 * minutes), EVEN).least for minutes in (3, 5, 8)] == [
        2,
        3,
        4,
    ]


def test_an_uneven_day_needs_more_at_its_peak_than_all_day() -> None:
    peak = [Half("quiet", 30, 0.001)] * 12 + [Half("busy", 30, 0.988 / 5)] * 5
    found = answer(asked(2500, 90), peak)
    assert found.halves[0].seats == 1
    assert found.most == found.halves[-1].seats
    assert found.most > 3


def test_a_target_out_of_reach_is_said_and_shown_as_far_as_it_goes() -> None:
    found = answer(asked(1500, 90, before_queue=0.2), EVEN)
    assert found.least is None
    assert not any(one.reaches for one in found.options)
    assert all(one.seats is None for one in found.halves)
    assert found.options[-1].percent > 75


def test_hundreds_of_seats_are_found_without_trying_each() -> None:
    outcome_of.cache_clear()
    found = answer(asked(490 * 17 * 20 * 6, 90), EVEN)
    assert found.least is not None
    assert found.least > 400
    assert [one.reaches for one in found.options] == [one.seats >= found.least for one in found.options]
    assert outcome_of.cache_info().misses < 100


def test_a_crowd_that_no_counter_has_is_refused_before_it_is_reckoned() -> None:
    with pytest.raises(TooManyAtOnce, match="500件"):
        answer(asked(500_000, 99, handling_seconds=3600.0), EVEN)


# Places


def test_bookings_of_a_day_are_as_said_until_they_are_seen() -> None:
    said = Said(70, 100)
    days = [TODAY - timedelta(days=back) for back in range(1, ENOUGH_DAYS + 1)]
    assert a_day(said, {}) == 85
    assert a_day(said, dict.fromkeys(days[: ENOUGH_DAYS // 2], 45)) == pytest.approx(65)
    assert a_day(said, dict.fromkeys(days, 45)) == 45
    assert a_day(Said(), {}) == 0
    assert a_day(Said(), {days[0]: 30}) == 30


@pytest.mark.req("WFM-07")
def test_a_week_is_short_when_more_is_wanted_until_then_than_is_left() -> None:
    days = [TODAY + timedelta(days=place) for place in range(12) if (TODAY + timedelta(days=place)).weekday() < 5]
    found = weeks(
        TODAY,
        2,
        per_day=10,
        open_days=days,
        extra={days[4]: 55.0},
        left={TODAY: 60, days[5]: 50},
    )
    assert [(one.first, one.last) for one in found] == [
        (TODAY, date(2026, 12, 6)),
        (date(2026, 12, 7), date(2026, 12, 13)),
    ]
    assert [(one.usual, one.extra, one.left, one.is_short) for one in found] == [
        (40, 0, 60, False),
        (50, 55, 50, True),
    ]


@pytest.fixture
def now() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.mark.django_db
@pytest.mark.req("WFM-07", "STF-13")
@pytest.mark.preset_key(
    "volume.bookings_a_day_from",
    "volume.bookings_a_day_to",
    "volume.telephone_share_from_percent",
    "volume.telephone_share_to_percent",
)
@pytest.mark.usefixtures("now")
def test_the_outlook_sets_bookings_against_places() -> None:
    site = open_for_booking()
    assert bookings_said(TODAY) == Said(70, 100, 60, 70)
    first = outlook(TODAY)
    assert (first.per_day, first.telephone_percent) == (85, None)
    left = sum(one.left for one in first.weeks)
    free = Slot.objects.filter(site=site, starts_at__gt=PRESENT).order_by("-starts_at")
    made = make_booking(wish(free[0]), channel=Channel.TELEPHONE, by=OPERATOR)
    type(made).objects.filter(pk=made.pk).update(made_at=clock.start_of(TODAY) - timedelta(hours=8))
    notice = Entry(PeakKind.RENEWAL, "", TODAY, days=2, calls=0, places=90, letters=500)
    enter_peak(notice, by=actor(Role.MANAGER))
    found = outlook(TODAY)
    assert sum(one.left for one in found.weeks) == left - 1
    assert (found.days_seen, found.seen_per_day, found.telephone_percent) == (1, 1, 100)
    assert found.per_day == pytest.approx((85 * (ENOUGH_DAYS - 1) + 1) / ENOUGH_DAYS)
    assert found.weeks[0].extra == pytest.approx(90)
    change_settings(
        {
            "volume.bookings_a_day_from": 10,
            "volume.bookings_a_day_to": 20,
            "volume.telephone_share_from_percent": 1,
            "volume.telephone_share_to_percent": 2,
        },
        by=ADMIN,
    )
    assert outlook(TODAY).said == Said(10, 20, 1, 2)
