"""Calls played one by one, by nothing but a clock and chance: what the rules say in one formula happens here."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

HALF_HOUR = 1800.0


@dataclass
class Played:
    calls: int = 0
    answered: int = 0
    abandoned: int = 0
    overflowed: int = 0
    in_time: int = 0
    waited: float = 0.0

    @property
    def percent(self) -> float:
        return 100 * self.answered / self.calls


def exponential(mean: float) -> Callable[[Random], float]:
    return lambda random: random.expovariate(1 / mean)


def spread(mean: float) -> Callable[[Random], float]:
    """As talks really are: many short ones, some long ones; of the same mean."""
    return lambda random: mean * random.lognormvariate(-0.18, 0.6)


def play_a_day(
    calls_by_half_hour: Sequence[float],
    seats: Sequence[int],
    *,
    handling: Callable[[Random], float],
    patience: Callable[[Random], float],
    longest_wait: float,
    level: float = 20.0,
    random: Random,
    into: Played,
) -> None:
    """First come, first served. Who has a call when their seat is given up ends it before they go."""
    free_at: list[float] = []
    for place, expected in enumerate(calls_by_half_hour):
        begins = place * HALF_HOUR
        free_at = _seats_from(begins, free_at, seats[place])
        at = begins + random.expovariate(expected / HALF_HOUR) if expected else begins + HALF_HOUR
        while at < begins + HALF_HOUR:
            _arrives(at, free_at, handling(random), patience(random), longest_wait, level, into)
            at += random.expovariate(expected / HALF_HOUR)


def _seats_from(begins: float, free_at: list[float], seats: int) -> list[float]:
    kept = sorted(free_at)[:seats] + [begins] * (seats - len(free_at))
    heapq.heapify(kept)
    return kept


def _arrives(
    at: float,
    free_at: list[float],
    handling: float,
    patience: float,
    longest_wait: float,
    level: float,
    into: Played,
) -> None:
    into.calls += 1
    wait = max(0.0, free_at[0] - at)
    if wait < min(patience, longest_wait):
        heapq.heapreplace(free_at, at + wait + handling)
        into.answered += 1
        into.in_time += wait <= level
        into.waited += wait
    elif patience < longest_wait:
        into.abandoned += 1
    else:
        into.overflowed += 1
