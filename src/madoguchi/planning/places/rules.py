"""Wanted bookings against places, week by week. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from madoguchi.planning.forecast.rules import ENOUGH_DAYS


@dataclass(frozen=True)
class Said:
    """What the contract expects of a day (000 Q6, Q33, Q43); noughts: it does not say."""

    from_a_day: int = 0
    to_a_day: int = 0
    telephone_from_percent: int = 0
    telephone_to_percent: int = 0

    @property
    def middle(self) -> float:
        return (self.from_a_day + self.to_a_day) / 2


@dataclass(frozen=True)
class Week:
    first: date
    last: date
    usual: float  # bookings that its open days bring
    extra: float  # that events bring
    left: int  # places on its days that nobody has taken
    wanted_so_far: float  # from now until its end
    left_so_far: int

    @property
    def wanted(self) -> float:
        return self.usual + self.extra

    @property
    def is_short(self) -> bool:
        """Who books in a week comes in that week or later: what counts is all until then."""
        return self.wanted_so_far > self.left_so_far


def a_day(said: Said, seen: Mapping[date, int]) -> float:
    """Bookings of an open day: as seen, and as said for as long as too few days were seen."""
    days = len(seen)
    average = sum(seen.values()) / days if days else 0.0
    weight = min(1.0, days / ENOUGH_DAYS) if said.middle else float(days > 0)
    return weight * average + (1 - weight) * said.middle


def weeks(
    today: date,
    number: int,
    *,
    per_day: float,
    open_days: Sequence[date],
    extra: Mapping[date, float],
    left: Mapping[date, int],
) -> list[Week]:
    """From today, each week to its Sunday."""
    found: list[Week] = []
    first, wanted_so_far, left_so_far = today, 0.0, 0
    for _ in range(number):
        last = first + timedelta(days=6 - first.weekday())
        inside = [day for day in open_days if first <= day <= last]
        usual, more = per_day * len(inside), sum(number for day, number in extra.items() if first <= day <= last)
        places = sum(number for day, number in left.items() if first <= day <= last)
        wanted_so_far, left_so_far = wanted_so_far + usual + more, left_so_far + places
        found.append(Week(first, last, usual, more, places, wanted_so_far, left_so_far))
        first = last + timedelta(days=1)
    return found
