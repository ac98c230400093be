"""What becomes of calls at so many seats, and how many seats a target needs. Pure.

Calls arrive by chance, each takes a while, whoever must wait hangs up after a patience of their own, and is told that
it is crowded after the longest wait that the contract allows. In the long run (M/M/n+G: Baccelli and Hebuterne 1981,
Zeltyn and Mandelbaum 2005; ADR 0022) all of it follows from how dense the waits are that n busy seats offer,

    e(x) = exp(rate * H(x) - leaving * x),   H(x): the patience of a caller, no more than x of it counted,

and from Erlang's B, the share of calls that would find n - 1 seats busy. The tests play calls one by one and come to
the same.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from madoguchi.metrics.rules import Counted, Rate, Terms, answer_rate

STEPS = 240  # of the table over the wait
PATIENCES = 12  # nobody is left after so many of them, where the contract names no longest wait
ROOM, MORE = (
    3,
    10,
)  # no target that can be reached needs more than so many times the calls at once, and so many more
OF = 1_000_000  # shares as whole numbers, for the contract's own formula


@dataclass(frozen=True)
class Load:
    """Calls that reach the queue, and the people at both of its ends."""

    calls: float
    minutes: float  # in which they arrive
    handling_seconds: float  # of a call: talk, hold, and what is written afterwards
    patience_seconds: float  # how long somebody waits before they hang up, on average
    longest_wait_seconds: float = 0.0  # then they are told that it is crowded; 0: nobody is

    @property
    def at_once(self) -> float:
        """Calls that would be spoken at the same time if nobody had to wait (erlang)."""
        return self.calls * self.handling_seconds / (self.minutes * 60)


@dataclass(frozen=True)
class Outcome:
    """Shares of the calls that reached the queue; the first three are one together."""

    answered: float
    abandoned: float
    overflowed: float
    in_time: float  # of all: answered within the service level
    wait_seconds: float  # of those answered, on average
    busy: float  # of the time of a seat


NO_CALLS = Outcome(answered=1.0, abandoned=0.0, overflowed=0.0, in_time=1.0, wait_seconds=0.0, busy=0.0)


@lru_cache(maxsize=4096)  # a week has the same half hours again and again
def outcome_of(load: Load, seats: int, level_seconds: float = 20.0) -> Outcome:
    if load.at_once <= 0:
        return NO_CALLS
    if seats < 1:
        stay = _still_there(load, load.longest_wait_seconds) if load.longest_wait_seconds else 0.0
        return Outcome(0.0, 1.0 - stay, stay, 0.0, 0.0, 0.0)
    waits = _Waits(load, seats)
    answered = waits.answered
    return Outcome(
        answered=answered,
        abandoned=max(0.0, 1.0 - answered - waits.overflowed),
        overflowed=waits.overflowed,
        in_time=max(0.0, answered - waits.answered_after(level_seconds)),
        wait_seconds=waits.waited / answered,
        busy=answered * load.at_once / seats,
    )


class _Waits:
    """The table of e(x). Everything in it stands without the common factor exp(top): a crowd overflows no number."""

    def __init__(self, load: Load, seats: int) -> None:
        self.load = load
        self.rate = load.calls / (load.minutes * 60)
        self.leaving = seats / load.handling_seconds  # seats that become free in a second while all are busy
        self.end = load.longest_wait_seconds or PATIENCES * load.patience_seconds
        self.step = self.end / STEPS
        raw = [self._raw(place * self.step) for place in range(STEPS + 1)]
        self.top = max(raw)
        self.exponents = [one - self.top for one in raw]
        # Beyond the longest wait nobody stays: seats become free at their own pace.
        self.sums = [math.exp(self.exponents[-1]) / self.leaving]
        for after, before in pairwise(reversed(self.exponents)):
            self.sums.append(self.sums[-1] + _area(before, after, self.step))
        self.sums.reverse()
        self.blocked = erlang_b(load.at_once, seats - 1)
        self.one = math.exp(-self.top)
        self.all = self.one + self.blocked * self.rate * self.sums[0]

    def _raw(self, wait: float) -> float:
        patience = self.load.patience_seconds
        return self.rate * patience * -math.expm1(-wait / patience) - self.leaving * wait

    def answered_after(self, wait: float) -> float:
        """Of all calls, those that are answered, and wait longer than so."""
        if wait >= self.end:
            return 0.0
        place = min(STEPS, int(wait / self.step) + 1)
        exponent = self._raw(wait) - self.top
        rest = self.sums[place] + _area(exponent, self.exponents[place], place * self.step - wait)
        return max(0.0, self.blocked * (self.leaving * rest - math.exp(exponent)) / self.all)

    @property
    def answered(self) -> float:
        return min(1.0, self.one / self.all + self.answered_after(0.0))

    @property
    def overflowed(self) -> float:
        limit = self.load.longest_wait_seconds
        offered_more = self.blocked * self.rate * self.sums[-1] / self.all
        return offered_more * _still_there(self.load, limit) if limit else 0.0

    @property
    def waited(self) -> float:
        """Seconds that an answered call waits, over all calls."""
        after = [self.answered_after(place * self.step) for place in range(STEPS + 1)]
        return sum((one + other) / 2 * self.step for one, other in pairwise(after))


def _area(first: float, last: float, width: float) -> float:
    """Under exp(x) where the exponent goes straight from one to the other."""
    rise = last - first
    return width * math.exp(first) * (math.expm1(rise) / rise if abs(rise) > 1e-9 else 1.0)


def _still_there(load: Load, wait: float) -> float:
    return math.exp(-wait / load.patience_seconds)


def erlang_b(at_once: float, seats: int) -> float:
    """The share of calls that find all seats busy if nobody waits."""
    share = 1.0
    for number in range(1, seats + 1):
        share = at_once * share / (number + at_once * share)
    return share


# Against a target


@dataclass(frozen=True)
class Aim:
    """What the contract wants answered, and how it counts that."""

    percent: int
    terms: Terms = field(default_factory=Terms)
    before_queue: float = (
        0.0  # of the calls received, those that end in the greeting or by keys: no seat changes that
    )


def rate_of(outcome: Outcome, aim: Aim) -> Rate:
    """The contract's own formula (A-01), over shares instead of calls."""
    queued = OF - round(aim.before_queue * OF)
    return answer_rate(
        Counted(
            answered=round(outcome.answered * queued),
            abandoned=round(outcome.abandoned * queued),
            overflowed=round(outcome.overflowed * queued),
            in_announcement=OF - queued,
        ),
        aim.terms,
    )


def seats_needed(load: Load, aim: Aim, *, least: int = 1) -> int | None:
    """None: no number of seats reaches the target, because too many calls end before the queue."""
    numbers = range(max(1, least), max(1, least) + math.ceil(load.at_once * ROOM) + MORE)
    place = bisect_left(
        numbers, True, key=lambda seats: reaches(outcome_of(load, seats, aim.terms.level_seconds), aim)
    )
    return numbers[place] if place < len(numbers) else None


def reaches(outcome: Outcome, aim: Aim) -> bool:
    return rate_of(outcome, aim).meets(aim.percent) is not False


def together(parts: Iterable[tuple[float, Outcome]]) -> Outcome:
    """Of several stretches of the same length, each with its calls: as a month is counted, by calls."""
    known = [(calls, one) for calls, one in parts if calls > 0]
    calls = sum(number for number, _ in known)
    if not calls:
        return NO_CALLS
    answered = sum(number * one.answered for number, one in known)
    waited = sum(number * one.answered * one.wait_seconds for number, one in known)
    return Outcome(
        answered=answered / calls,
        abandoned=sum(number * one.abandoned for number, one in known) / calls,
        overflowed=sum(number * one.overflowed for number, one in known) / calls,
        in_time=sum(number * one.in_time for number, one in known) / calls,
        wait_seconds=waited / answered if answered else 0.0,
        busy=sum(one.busy for _, one in known) / len(known),
    )
