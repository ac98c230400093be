"""Calls of a half hour: from the last weeks, from what the contract expects, from what is going to happen."""

from datetime import date, datetime, timedelta
from random import Random

import pytest

from madoguchi.core import clock
from madoguchi.planning.forecast.rules import (
    ENOUGH_DAYS,
    Basis,
    OpenDay,
    PastDay,
    basis_of,
    compared,
    forecast,
    pieces_of,
    place_of,
)
from madoguchi.planning.peaks.rules import Expected, calls_by_day, notices_a_month, seen_of, weights

MONDAY = date(2026, 11, 30)
SHAPE = (3, 5, 8, 9, 8, 7, 6, 5, 5, 6, 7, 7, 6, 6, 5, 4, 3)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.TOKYO)


def a_day(day: date, closes: tuple[int, int] = (17, 0)) -> OpenDay:
    return OpenDay(day, pieces_of([(at(day, 8, 30), at(day, *closes))]), is_after_closure=day.weekday() == 0)


def weekdays_before(day: date, number: int) -> list[date]:
    found = [day - timedelta(days=back) for back in range(1, 3 * number)]
    return sorted(one for one in found if one.weekday() < 5)[-number:]


def lived(
    days: list[date], a_day_brings: float, random: Random | None = None, monday: float = 1.0
) -> list[PastDay]:
    past = []
    for day in days:
        factor = monday if day.weekday() == 0 else 1.0
        calls = {}
        for place, weight in enumerate(SHAPE):
            expected = a_day_brings * factor * weight / sum(SHAPE)
            calls[17 + place] = round(expected) if random is None else _poisson(expected, random)
        past.append(PastDay(a_day(day), calls))
    return past


def _poisson(mean: float, random: Random) -> int:
    count, at_ = 0, random.expovariate(1)
    while at_ < mean:
        count, at_ = count + 1, at_ + random.expovariate(1)
    return count


def total(day: OpenDay, basis: Basis, extra: float = 0.0) -> float:
    return sum(one.calls for one in forecast(day, basis, extra=extra))


def test_a_day_is_cut_at_each_half_hour_and_at_its_ends() -> None:
    pieces = pieces_of([(at(MONDAY, 9, 15), at(MONDAY, 10, 10)), (at(MONDAY, 10, 20), at(MONDAY, 10, 30))])
    assert [(f"{one.starts_at:%H:%M}", one.minutes) for one in pieces] == [
        ("09:15", 15),
        ("09:30", 30),
        ("10:00", 10),
        ("10:20", 10),
    ]
    assert [one.place for one in pieces] == [18, 19, 20, 20]
    assert place_of(at(MONDAY, 10, 29)) == 20


@pytest.mark.req("WFM-03")
def test_before_the_first_call_it_is_what_the_contract_expects_even_over_the_day() -> None:
    basis = basis_of([], before=MONDAY, said=75 / 510)
    halves = forecast(a_day(MONDAY), basis)
    assert sum(one.calls for one in halves) == pytest.approx(75)
    assert {round(one.calls, 6) for one in halves} == {round(75 / 17, 6)}
    assert total(a_day(MONDAY, closes=(12, 45)), basis) == pytest.approx(37.5)


@pytest.mark.req("WFM-03")
def test_where_nothing_is_said_the_last_weeks_say_it() -> None:
    """004 gives no number of calls."""
    assert not basis_of([], before=MONDAY).is_known
    basis = basis_of(lived(weekdays_before(MONDAY, 3), 100), before=MONDAY)
    assert basis.is_known
    assert total(a_day(MONDAY + timedelta(days=1)), basis) == pytest.approx(100, rel=0.03)


def test_what_was_lived_takes_the_place_of_what_was_said_day_by_day() -> None:
    tuesday = a_day(MONDAY + timedelta(days=1))
    for days, expected in ((0, 75), (ENOUGH_DAYS // 2, 100), (ENOUGH_DAYS, 125), (40, 125)):
        basis = basis_of(lived(weekdays_before(MONDAY, days), 125), before=MONDAY, said=75 / 510)
        assert total(tuesday, basis) == pytest.approx(expected, rel=0.03)


def test_half_hours_are_as_busy_as_they_were_and_mondays_busier() -> None:
    past = lived(weekdays_before(MONDAY, 40), 90, Random(3), monday=1.5)
    basis = basis_of(past, before=MONDAY)
    tuesday = forecast(a_day(MONDAY + timedelta(days=1)), basis)
    for one, weight in zip(tuesday, SHAPE, strict=True):
        assert one.calls == pytest.approx(90 * weight / sum(SHAPE), abs=1.2)
    tuesday_of = a_day(MONDAY + timedelta(days=1))
    assert total(tuesday_of, basis) < 100
    assert 118 < total(a_day(MONDAY), basis) < 140  # eight Mondays are few: it is drawn towards the other days
    after_a_holiday = OpenDay(tuesday_of.day, tuesday_of.pieces, is_after_closure=True)
    assert total(after_a_holiday, basis) == pytest.approx(total(a_day(MONDAY), basis))


def test_the_newest_weeks_weigh_most() -> None:
    days = weekdays_before(MONDAY, 40)
    basis = basis_of(lived(days[:20], 60) + lived(days[20:], 120), before=MONDAY)
    assert 92 < total(a_day(MONDAY + timedelta(days=1)), basis) < 115


def test_the_day_itself_and_what_follows_teach_nothing() -> None:
    before = lived(weekdays_before(MONDAY, 20), 60)
    later = lived([MONDAY, MONDAY + timedelta(days=1)], 600)
    assert basis_of(before + later, before=MONDAY) == basis_of(before, before=MONDAY)


@pytest.mark.req("WFM-07")
def test_notices_raise_the_days_after_they_arrive_the_first_one_most() -> None:
    assert weights(4) == pytest.approx([0.4, 0.3, 0.2, 0.1])
    week = [MONDAY + timedelta(days=place) for place in (0, 1, 2, 3, 4, 7, 8)]
    event = Expected(MONDAY + timedelta(days=1), days=4, calls=100, places=40)
    found = calls_by_day([event], week)
    assert found == pytest.approx({week[1]: 40, week[2]: 30, week[3]: 20, week[4]: 10})
    twice = calls_by_day([event, Expected(week[1] + timedelta(days=1), 1, 7, 0)], week)
    assert twice[week[2]] == pytest.approx(37)
    saturday = Expected(MONDAY + timedelta(days=5), days=2, calls=90, places=0)
    assert calls_by_day([saturday], week) == pytest.approx({week[5]: 60, week[6]: 30})


@pytest.mark.req("WFM-07")
def test_what_an_event_brings_is_added_as_the_day_is_shaped() -> None:
    basis = basis_of(lived(weekdays_before(MONDAY, 30), 85), before=MONDAY)
    day = a_day(MONDAY + timedelta(days=1))
    usual, more = forecast(day, basis), forecast(day, basis, extra=40)
    assert sum(one.extra for one in more) == pytest.approx(40)
    for plain, raised in zip(usual, more, strict=True):
        assert raised.usual == plain.usual
        assert raised.extra == pytest.approx(40 * plain.calls / sum(one.calls for one in usual))


def test_calls_that_an_event_brought_are_not_expected_again() -> None:
    days = weekdays_before(MONDAY, 20)
    plain = lived(days, 85)
    raised = [
        PastDay(one.open, {place: 2 * calls for place, calls in one.calls.items()}, extra=sum(one.calls.values()))
        for one in plain[-5:]
    ]
    tuesday = a_day(MONDAY + timedelta(days=1))
    with_event = total(tuesday, basis_of(plain[:-5] + raised, before=MONDAY))
    assert with_event == pytest.approx(total(tuesday, basis_of(plain, before=MONDAY)), rel=0.02)


def test_what_was_seen_of_an_event_is_what_came_beyond_the_usual() -> None:
    one, two = MONDAY, MONDAY + timedelta(days=1)
    assert seen_of({one: 100, two: 90}, {one: 75.0, two: 75.0}) == 40


def test_cards_say_how_many_notices_to_expect() -> None:
    assert notices_a_month(169_465) == 2824  # 004 §2⑥: five years of certificates


def test_a_forecast_is_judged_by_its_days() -> None:
    found = compared([(100.0, 80), (60.0, 80), (50.0, 40)])
    assert (found.expected, found.actual, found.off) == (210, 200, 50)
    assert found.bias_percent == pytest.approx(5)
    assert found.off_percent == pytest.approx(25)
    assert compared([]).bias_percent is None
