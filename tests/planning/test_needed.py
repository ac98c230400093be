"""What a day needs: out of the contract, the calendar, the ledger of calls and the ledger of peaks."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from madoguchi.accounts.rights import Role
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.picture import reading_once
from madoguchi.planning.forecast.actions import keep_forecast
from madoguchi.planning.forecast.jobs import keep_todays_forecast
from madoguchi.planning.forecast.models import KeptInterval
from madoguchi.planning.forecast.queries import known_before, received_between
from madoguchi.planning.peaks.actions import (
    ArrivesBeforeItIsSent,
    BringsNothing,
    Dropped,
    Entry,
    LastsTooLong,
    LettersMissing,
    change_peak,
    drop_peak,
    enter_peak,
)
from madoguchi.planning.peaks.queries import proposed_for, reminders_on
from madoguchi.planning.peaks.rules import PeakKind
from madoguchi.planning.queries import Interval, needed_between, plan_of
from madoguchi.planning.seats.queries import ground_before
from madoguchi.planning.size import size_on
from tests.planning.weeks import lived_through
from tests.worlds import ADMIN, PRESENT, TODAY, actor, applied

pytestmark = pytest.mark.django_db
Moment = time_machine.Traveller
MANAGER = actor(Role.MANAGER)
NEXT_WEDNESDAY = date(2026, 12, 9)
NOTICE = Entry(PeakKind.RENEWAL, "12月の更新通知", NEXT_WEDNESDAY, days=4, calls=100, places=40, letters=1000)


@pytest.fixture(autouse=True)
def now() -> Iterator[Moment]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


def needed_on(day: date) -> list[Interval]:
    return needed_between(day, day).get(day, [])


def calls_of(day: date) -> float:
    return sum(one.calls for one in needed_on(day))


@pytest.mark.req("WFM-01", "WFM-03")
@pytest.mark.preset_key("volume.calls_a_month", "volume.opening_days_a_month", "volume.minutes_a_call")
@pytest.mark.parametrize(("preset", "calls", "target", "last"), [("hatsukaichi", 75, 80, "17:00")])
def test_a_new_installation_plans_what_its_contract_expects(
    preset: str, calls: int, target: int, last: str
) -> None:
    applied(preset)
    needed = needed_on(NEXT_WEDNESDAY)
    assert sum(one.calls for one in needed) == pytest.approx(calls)
    assert (f"{needed[0].starts_at:%H:%M}", f"{needed[-1].ends_at:%H:%M}") == ("08:30", last)
    assert {one.seats for one in needed} == {2}
    ground = ground_before(TODAY)
    assert (ground.aim.percent, ground.is_contract, ground.handling_seconds) == (target, True, 300)
    change_settings({"volume.calls_a_month": 3000, "volume.opening_days_a_month": 10}, by=ADMIN)
    assert calls_of(NEXT_WEDNESDAY) == pytest.approx(300)
    more = {one.seats for one in needed_on(NEXT_WEDNESDAY)}
    change_settings({"volume.minutes_a_call": 12.0}, by=ADMIN)
    assert max(more) < min(one.seats for one in needed_on(NEXT_WEDNESDAY))


@pytest.mark.req("WFM-01", "WFM-02")
def test_kawagoe_plans_three_seats_for_two_thousand_five_hundred_calls(now: Moment) -> None:
    now.move_to(clock.start_of(date(2025, 6, 2)))
    applied("kawagoe")
    needed = needed_on(date(2025, 6, 4))
    assert sum(one.calls for one in needed) == pytest.approx(125)
    assert needed[-1].ends_at - needed[-1].starts_at == timedelta(minutes=15)  # until 17:15
    assert {one.seats for one in needed} == {3}


@pytest.mark.req("WFM-03", "WFM-04")
@pytest.mark.preset_key("plan.answer_rate_percent")
def test_without_a_forecast_of_the_contract_its_least_seats_stand_and_calls_fill_it(now: Moment) -> None:
    """004 gives no calls and no target: four seats at all times, then what is seen."""
    now.move_to(clock.start_of(date(2026, 9, 1)))
    applied("nishitokyo")
    day = date(2026, 9, 2)
    plan = plan_of([day])
    assert not plan.known.basis.is_known
    assert (plan.ground.aim.percent, plan.ground.is_contract) == (90, False)
    assert {(one.calls, one.seats) for one in needed_on(day)} == {(0, 4)}
    lived_through(date(2026, 8, 17), date(2026, 8, 31), calls_a_day=250)
    assert calls_of(day) == pytest.approx(250, rel=0.05)
    busy = max(one.seats for one in needed_on(day))
    assert busy > 4
    change_settings({"plan.answer_rate_percent": 70}, by=ADMIN)
    assert max(one.seats for one in needed_on(day)) < busy


@pytest.mark.req("WFM-03")
def test_closed_days_need_nobody() -> None:
    applied("hatsukaichi")
    assert needed_on(date(2026, 12, 5)) == []  # a Saturday
    assert list(needed_between(date(2026, 12, 28), date(2027, 1, 4))) == [date(2026, 12, 28), date(2027, 1, 4)]


@pytest.mark.req("WFM-02")
@pytest.mark.preset_key("plan.patience_seconds")
def test_what_is_seen_takes_the_place_of_what_is_assumed() -> None:
    applied("hatsukaichi")
    before = ground_before(TODAY)
    assert (before.patience_seconds, before.handling_seconds, before.aim.before_queue) == (120, 300, 0)
    change_settings({"plan.patience_seconds": 60}, by=ADMIN)
    assert ground_before(TODAY).patience_seconds == 60
    lived_through(date(2026, 11, 2), date(2026, 11, 30), calls_a_day=20, talk=300, after=90)
    seen = ground_before(TODAY)
    assert seen.handling_seconds == 390  # longer than the contract's 5 minutes
    assert seen.patience_seconds == pytest.approx(30 * 95 / 15, rel=0.1)  # all waits over those who hung up
    assert seen.aim.before_queue == pytest.approx(0.05, abs=0.01)


@pytest.mark.req("WFM-02")
def test_shorter_calls_than_the_contract_expects_make_no_smaller_plan() -> None:
    applied("hatsukaichi")
    lived_through(date(2026, 11, 2), date(2026, 11, 30), calls_a_day=20, talk=100, after=20)
    ground = ground_before(TODAY)
    assert (ground.handling_seconds, ground.handling_said, ground.seen.handling) == (300, 300, 120)


def test_calls_of_the_last_weeks_are_counted_once_in_their_half_hour() -> None:
    applied("hatsukaichi")
    number = lived_through(date(2026, 11, 24), date(2026, 11, 30), calls_a_day=16)
    found = received_between(date(2026, 11, 1), date(2026, 11, 30))
    assert sum(sum(one.values()) for one in found.values()) == number
    assert set(found[date(2026, 11, 30)]) == set(range(18, 34))  # 9:00 to 17:00
    assert known_before(TODAY, TODAY).basis.days == 5  # none before the first call


@pytest.mark.req("WFM-07")
@pytest.mark.preset_key("plan.calls_per_100_letters", "plan.places_per_100_letters")
def test_a_notice_in_the_ledger_raises_the_forecast_and_the_seats() -> None:
    applied("hatsukaichi")
    plain, seats = calls_of(NEXT_WEDNESDAY), max(one.seats for one in needed_on(NEXT_WEDNESDAY))
    peak = enter_peak(NOTICE, by=MANAGER)
    assert calls_of(NEXT_WEDNESDAY) == pytest.approx(plain + 40)
    assert calls_of(NEXT_WEDNESDAY - timedelta(days=1)) == pytest.approx(plain)
    assert calls_of(date(2026, 12, 14)) == pytest.approx(plain + 10)  # the fourth open day, behind a weekend
    change_peak(peak, Entry(**{**NOTICE.__dict__, "calls": 1000}), by=MANAGER)
    assert max(one.seats for one in needed_on(NEXT_WEDNESDAY)) > seats
    drop_peak(peak, by=MANAGER)
    assert calls_of(NEXT_WEDNESDAY) == pytest.approx(plain)
    assert list(Event.objects.filter(kind__startswith="peak.").order_by("pk").values_list("kind", flat=True)) == [
        "peak.entered",
        "peak.changed",
        "peak.dropped",
    ]
    assert proposed_for(TODAY).calls_per_100 == 8
    change_settings({"plan.calls_per_100_letters": 12.5, "plan.places_per_100_letters": 3.0}, by=ADMIN)
    proposed = proposed_for(TODAY)
    assert (proposed.calls_per_100, proposed.places_per_100) == (12.5, 3)


def test_a_notice_that_says_nothing_is_refused() -> None:
    applied("hatsukaichi")
    for wrong, refusal in (
        ({"letters": 0}, LettersMissing),
        ({"calls": 0, "places": 0}, BringsNothing),
        ({"sent_on": NEXT_WEDNESDAY + timedelta(days=1)}, ArrivesBeforeItIsSent),
        ({"days": 0}, LastsTooLong),
        ({"days": 61}, LastsTooLong),
    ):
        with pytest.raises(refusal):
            enter_peak(Entry(**{**NOTICE.__dict__, **wrong}), by=MANAGER)
    with pytest.raises(MissingRight):
        enter_peak(NOTICE, by=actor(Role.OPERATOR))
    peak = drop_peak(enter_peak(NOTICE, by=MANAGER), by=MANAGER)
    for again in (lambda: drop_peak(peak, by=MANAGER), lambda: change_peak(peak, NOTICE, by=MANAGER)):
        with pytest.raises(Dropped):
            again()


@pytest.mark.req("WFM-07")
@pytest.mark.preset_key("volume.peaks", "volume.certificate_peak_fiscal_year")
def test_peaks_that_the_contract_foretells_are_asked_for_until_they_are_entered() -> None:
    applied("hatsukaichi")
    assert ["J-LIS の通知が届く時期" in one for one in reminders_on(TODAY)] == [True]
    enter_peak(NOTICE, by=MANAGER)
    assert reminders_on(TODAY) == []
    assert ["2027年度" in one for one in reminders_on(date(2027, 3, 1))] == [False, True]
    change_settings({"volume.peaks": [], "volume.certificate_peak_fiscal_year": 0}, by=ADMIN)
    assert reminders_on(date(2027, 3, 1)) == []


def test_what_was_said_before_a_day_stands_whatever_is_known_later(now: Moment) -> None:
    applied("hatsukaichi")
    now.move_to(clock.start_of(TODAY) + timedelta(minutes=5))
    assert keep_todays_forecast.call() == 17
    said = needed_on(TODAY)
    now.move_to(PRESENT)
    enter_peak(Entry(**{**NOTICE.__dict__, "begins_on": TODAY}), by=MANAGER)
    change_settings({"volume.calls_a_month": 9000}, by=ADMIN)
    assert needed_on(TODAY) == said
    assert keep_forecast(TODAY) == 0
    assert KeptInterval.objects.count() == 17
    assert keep_forecast(date(2026, 12, 5)) == 0  # closed


@pytest.mark.preset_key(
    "body.population", "body.men", "body.women", "body.households", "body.population_on", "body.cards_issued",
    "body.cards_on",
)  # fmt: skip
def test_the_size_of_the_body_is_a_first_measure(now: Moment) -> None:
    now.move_to(clock.start_of(date(2026, 9, 1)))
    applied("nishitokyo")
    size = size_on(date(2026, 9, 1))
    assert (size.population, size.households, size.cards) == (207_227, 104_176, 169_465)
    assert (size.men + size.women, size.cards_on) == (size.population, date(2026, 2, 28))
    assert size.population_on == date(2026, 1, 1)
    assert size.notices_a_month == 2824
    assert size.per_thousand(2000) == [
        ("人口1,000人", pytest.approx(9.65, abs=0.01)),
        ("1,000世帯", pytest.approx(19.2, abs=0.01)),
        ("カード1,000枚", pytest.approx(11.8, abs=0.01)),
    ]


def test_a_forecast_takes_few_statements(django_assert_max_num_queries: object) -> None:
    applied("hatsukaichi")
    lived_through(date(2026, 11, 2), date(2026, 11, 30), calls_a_day=10)
    with reading_once(), django_assert_max_num_queries(12):  # type: ignore[operator]
        assert len(needed_between(TODAY, TODAY + timedelta(days=13))) == 10
