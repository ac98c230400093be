"""The rules of shifts on values alone: gaps, the law of hours and breaks, breaks in turn."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.workforce.shifts.rules import (
    Breach,
    Duty,
    Planned,
    Stretch,
    Wanted,
    Worked,
    are_inside,
    breaches_of_day,
    breaches_of_week,
    gaps,
    levels,
    rest_to_plan,
    rest_wanted,
)
from madoguchi.workforce.shifts.turns.rules import breaks_in_turn
from tests.worlds import TOMORROW


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{TOMORROW}T{text}:00+09:00")


def between(begins: str, ends: str) -> Stretch:
    return Stretch(at(begins), at(ends))


def test_more_than_forty_hours_and_a_week_without_a_free_day_are_seen() -> None:
    day = Worked(timedelta(hours=5, minutes=43), timedelta())
    assert breaches_of_week([day] * 7) == [Breach.LONG_WEEK, Breach.NO_FREE_DAY]
    none = Worked(timedelta(), timedelta())
    assert breaches_of_week([Worked(timedelta(hours=8), timedelta(hours=1))] * 5 + [none] * 2) == []


QUARTERS = st.integers(0, 39)
SHIFTS = st.lists(st.tuples(QUARTERS, st.integers(1, 40)), min_size=1, max_size=6)


def of(number: int, begins: int, length: int) -> Planned:
    start = at("08:00") + timedelta(minutes=15 * begins)
    whole = Stretch(start, start + timedelta(minutes=15 * length))
    return Planned(number, f"{number}", Duty.TELEPHONE, whole)


# Making examples may be slow where much else runs.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(SHIFTS, st.integers(0, 4))
def test_gaps_are_what_a_look_at_every_five_minutes_finds(shifts: list[tuple[int, int]], least: int) -> None:
    planned = [of(number, *one) for number, one in enumerate(shifts)]
    day = between("08:00", "18:00")
    found = gaps(planned, [Wanted(least, day)])
    moment = day.begins
    while moment < day.ends:
        there = sum(moment in one.whole for one in planned)
        held = [gap.present for gap in found if moment in gap.stretch]
        assert held == ([there] if there < least else [])
        moment += timedelta(minutes=5)
    assert all(one.stretch.length > timedelta() for one in levels(day, [one.whole for one in planned]))


# Making examples may be slow where much else runs.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(SHIFTS, st.integers(0, 4))
def test_every_break_that_is_proposed_is_lawful(shifts: list[tuple[int, int]], least: int) -> None:
    planned = [of(number, *one) for number, one in enumerate(shifts)]
    given = breaks_in_turn(planned, [Wanted(least, between("08:00", "18:00"))])
    for place, one in enumerate(planned):
        rests = [given[place]] if place in given else []
        rest = sum((one.length for one in rests), timedelta())
        assert rest >= rest_wanted(one.whole.length - rest)
        assert are_inside(one.whole, rests)
        assert Breach.REST not in breaches_of_day(Worked(one.whole.length - rest, rest))


def test_the_shortest_lawful_break_of_a_shift() -> None:
    minutes = [rest_to_plan(timedelta(hours=hours)).seconds // 60 for hours in (6, 6.1, 8.75, 8.8, 10)]
    assert minutes == [0, 45, 45, 60, 60]
