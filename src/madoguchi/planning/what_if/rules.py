"""A month of so many calls, at each number of seats. Pure."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from madoguchi.core.refusals import Refusal
from madoguchi.planning.seats.rules import (
    Aim,
    Load,
    Outcome,
    outcome_of,
    rate_of,
    reaches,
    seats_needed,
    together,
)

MORE_SHOWN = 2  # seats beyond those that are needed, to see what they would add
MOST_SHOWN = 12
MOST_AT_ONCE = 500  # calls spoken at the same time; each asks for time of the machine, and no counter has so many


class TooManyAtOnce(Refusal):
    message = f"同時に{MOST_AT_ONCE}件を超える通話は計算できません。入電か1件の時間を小さく、開庁日数を大きくしてください。"


@dataclass(frozen=True)
class Asked:
    calls_a_month: float  # received in opening hours
    days_a_month: int
    handling_seconds: float
    aim: Aim
    patience_seconds: float
    longest_wait_seconds: float

    @property
    def a_day(self) -> float:
        return self.calls_a_month / self.days_a_month


@dataclass(frozen=True)
class Half:
    """A half hour of a usual day: how long it is, and its share of the day's calls."""

    words: str
    minutes: float
    share: float


@dataclass(frozen=True)
class Option:
    """The same number of seats all day."""

    seats: int
    outcome: Outcome
    percent: float  # as the contract counts
    shown: str
    reaches: bool


@dataclass(frozen=True)
class Staffed:
    half: Half
    calls: float
    seats: int | None


@dataclass(frozen=True)
class Answer:
    options: list[Option]
    least: int | None  # seats all day that reach the target over the month
    halves: list[Staffed]  # each half hour for itself

    @property
    def seat_hours(self) -> float:
        """Of a day, where each half hour has as many as it needs."""
        return sum((one.seats or 0) * one.half.minutes for one in self.halves) / 60

    @property
    def most(self) -> int:
        return max((one.seats or 0 for one in self.halves), default=0)


def answer(asked: Asked, day: Sequence[Half]) -> Answer:
    loads = [_load(asked, half) for half in day]
    if any(load.at_once > MOST_AT_ONCE for load in loads):
        raise TooManyAtOnce
    halves = [
        Staffed(half, asked.a_day * half.share, seats_needed(load, asked.aim))
        for half, load in zip(day, loads, strict=True)
    ]
    most = max((one.seats or 0 for one in halves), default=0) or _without_early(asked, loads)
    numbers = range(1, most + 1)
    # More seats answer more: the first that is enough is found without trying each.
    place = bisect_left(numbers, True, key=lambda seats: _option(asked, loads, seats).reaches)
    least = numbers[place] if place < len(numbers) else None
    # No more than can be looked at: those before the one that is enough matter most.
    last = (least or most) + MORE_SHOWN
    shown = range(max(1, last - MOST_SHOWN + 1), last + 1)
    return Answer([_option(asked, loads, seats) for seats in shown], least, halves)


def _load(asked: Asked, half: Half) -> Load:
    queued = asked.a_day * half.share * (1 - asked.aim.before_queue)
    return Load(
        round(queued, 4), half.minutes, asked.handling_seconds, asked.patience_seconds, asked.longest_wait_seconds
    )


def _without_early(asked: Asked, loads: Sequence[Load]) -> int:
    """Where the target is out of reach for any number: what it takes of those who reach the queue."""
    aim = replace(asked.aim, before_queue=0.0)
    return max((seats_needed(load, aim) or 1 for load in loads), default=1)


def _option(asked: Asked, loads: Sequence[Load], seats: int) -> Option:
    level = asked.aim.terms.level_seconds
    month = together((load.calls, outcome_of(load, seats, level)) for load in loads)
    rate = rate_of(month, asked.aim)
    return Option(seats, month, rate.percent or 0.0, rate.shown, reaches(month, asked.aim))
