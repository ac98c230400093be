"""Sharing, minutes and peaks. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import sqrt

# Beyond twice the scatter that chance alone gives. Below, a few calls more or less say nothing.
SCATTERS_ALLOWED = 2.0


@dataclass(frozen=True)
class Given:
    """A call that somebody was given, and everybody who could have been given it at that moment."""

    at: datetime
    extension: str
    free: frozenset[str]


@dataclass(frozen=True)
class Share:
    extension: str
    answered: int
    expected: float  # what equal sharing among those who were free gives
    scatter: float  # by how much chance alone moves it
    by_hour: Counter[int] = field(default_factory=Counter)

    @property
    def deviation(self) -> float:
        return self.answered - self.expected

    @property
    def is_uneven(self) -> bool:
        """003 第2-2(3)カ. Never said of what chance explains, nor of less than one call."""
        return abs(self.deviation) > max(1.0, SCATTERS_ALLOWED * self.scatter)


def shares_of(given: Iterable[Given]) -> list[Share]:
    """Most calls first. Who was free is asked of each call: breaks, late arrivals, quiet days and a restarted exchange
    do not make it look unfair, and do not hide what is."""
    answered: Counter[str] = Counter()
    expected: Counter[str] = Counter()
    variance: Counter[str] = Counter()
    hours: dict[str, Counter[int]] = {}
    for one in given:
        free = one.free | {one.extension}
        chance = 1 / len(free)
        answered[one.extension] += 1
        hours.setdefault(one.extension, Counter())[one.at.hour] += 1
        for extension in free:
            expected[extension] += chance  # type: ignore[assignment]
            variance[extension] += chance * (1 - chance)  # type: ignore[assignment]
    shares = [
        Share(
            extension,
            answered[extension],
            expected[extension],
            sqrt(variance[extension]),
            hours.get(extension, Counter()),
        )
        for extension in expected
    ]
    return sorted(shares, key=lambda share: (-share.answered, share.extension))


def hours_of(shares: Iterable[Share]) -> list[int]:
    """From the first to the last hour in which somebody answered."""
    found = sorted({hour for share in shares for hour in share.by_hour})
    return list(range(found[0], found[-1] + 1)) if found else []


@dataclass(frozen=True)
class Stretch:
    begin: datetime
    end: datetime


@dataclass(frozen=True)
class Peak:
    count: int
    at: datetime | None


def peak_of(stretches: Iterable[Stretch]) -> Peak:
    """How many at once at most, and when first. What ends at a moment and what begins then are not at once."""
    steps = sorted(step for one in stretches for step in ((one.begin, 1), (one.end, -1)))
    here, most, at = 0, 0, None
    for moment, change in sorted(steps, key=lambda step: (step[0], step[1])):
        here += change
        if here > most:
            most, at = here, moment
    return Peak(most, at)


@dataclass(frozen=True)
class DayPeak:
    day: date
    lines: Peak  # calls at once, whoever they were with
    talking: Peak  # operators at once in a call
    seated: Peak  # operators at once at their seats


@dataclass(frozen=True)
class Usage:
    """A number in a month. An invoice counts from when the exchange answers, announcements and waiting included."""

    number: str
    label: str
    payer: str
    calls: int
    connected_seconds: float
    talk_seconds: float


def minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f}"


def usage_total(usages: Sequence[Usage], payer: str) -> float:
    return sum(one.connected_seconds for one in usages if one.payer == payer)
