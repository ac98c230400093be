"""Drawing calls so that anybody can repeat it, adding up a sheet, how far two raters agree. Pure."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# So few evaluations say little about a month of somebody's work.
SMALL_SAMPLE = 5
FEWEST_FOR_KAPPA = 10


class Origin(StrEnum):
    """Why a call is evaluated. Only what was drawn speaks for the rest."""

    RANDOM = "random"
    COMPLAINT = "complaint"
    LONG = "long"
    PICKED = "picked"


ORIGIN_LABELS = {
    Origin.RANDOM: "無作為",
    Origin.COMPLAINT: "苦情",
    Origin.LONG: "長い通話",
    Origin.PICKED: "そのほか",
}


class Source(StrEnum):
    """Out of what was drawn: calls, or records where the telephone tells us nothing (OPC-08)."""

    CALLS = "calls"
    RECORDS = "records"


SOURCE_LABELS = {Source.CALLS: "応答した通話", Source.RECORDS: "電話の応対の記録"}


class RatingState(StrEnum):
    DRAFT = "draft"
    FINISHED = "finished"


STATE_LABELS = {RatingState.DRAFT: "記入中", RatingState.FINISHED: "評価済み"}


class FilledBy(StrEnum):
    """Who filled in a draft first. Only a person finishes it."""

    PERSON = "person"
    ASSISTANT = "assistant"


FILLED_BY_LABELS = {FilledBy.PERSON: "人", FilledBy.ASSISTANT: "自動の下書き"}


@dataclass(frozen=True)
class SheetItem:
    """A line of the sheet. `levels` describe the steps of its scale, the lowest first."""

    item: str
    label: str
    question: str
    weight: int
    is_fatal: bool
    levels: tuple[str, ...]
    source: str = ""


# What was rated: the level from 1 on, or None where the item did not come up in the call.
Levels = Mapping[str, int | None]


def place_in_draw(seed: str, key: str) -> str:
    """`printf '%s:%s' SEED KEY | sha256sum`: the smallest are drawn. No call can be preferred before the seed is known."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def drawn(seed: str, population: Collection[str], count: int) -> list[str]:
    return sorted(set(population), key=lambda key: place_in_draw(seed, key))[: max(count, 0)]


def population_digest(population: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(population)).encode()).hexdigest()


def unanswered(items: Sequence[SheetItem], levels: Levels) -> list[SheetItem]:
    return [item for item in items if item.item not in levels]


def fatal_faults(items: Sequence[SheetItem], levels: Levels) -> list[SheetItem]:
    """A fatal item at its lowest level: whatever else was good, the call must not go like this."""
    return [item for item in items if item.is_fatal and levels.get(item.item) == 1]


def total_percent(items: Sequence[SheetItem], levels: Levels) -> float | None:
    """0–100 by weight, of what came up. None: nothing did."""
    rated = [(item, level) for item in items if (level := levels.get(item.item)) is not None]
    if fatal_faults(items, levels):
        return 0.0
    whole = sum(item.weight for item, _ in rated)
    return (
        100 * sum(item.weight * _share(level, len(item.levels)) for item, level in rated) / whole if whole else None
    )


def _share(level: int, levels: int) -> float:
    return (level - 1) / (levels - 1)


@dataclass(frozen=True)
class Pair:
    """One item as two people rated it without knowing of each other. None: it did not come up."""

    first: int | None
    second: int | None
    levels: int


@dataclass(frozen=True)
class Agreement:
    """`within_one` counts only scales of three steps and more: with two, everything lies within one step."""

    pairs: int
    same: int
    long_pairs: int
    within_one: int
    one_sided: int  # only one of them thought that it came up
    kappa: float | None

    @property
    def same_percent(self) -> float | None:
        return _percent(self.same, self.pairs)

    @property
    def within_one_percent(self) -> float | None:
        return _percent(self.within_one, self.long_pairs)


def agreement(pairs: Iterable[Pair]) -> Agreement:
    given = [pair for pair in pairs if pair.first is not None or pair.second is not None]
    rated = [
        (one.first, one.second, one.levels) for one in given if one.first is not None and one.second is not None
    ]
    long = [(first, second) for first, second, levels in rated if levels > 2]
    return Agreement(
        pairs=len(rated),
        same=sum(first == second for first, second, _ in rated),
        long_pairs=len(long),
        within_one=sum(abs(first - second) <= 1 for first, second in long),
        one_sided=len(given) - len(rated),
        kappa=weighted_kappa([(_share(first, levels), _share(second, levels)) for first, second, levels in rated]),
    )


def weighted_kappa(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Cohen's, with quadratic weights over the place on the scale (0–1): 1 - (observed / expected by chance) squared
    distance. None: too few pairs, or all of them at one and the same place."""
    if len(pairs) < FEWEST_FOR_KAPPA:
        return None
    count = len(pairs)
    firsts, seconds = [first for first, _ in pairs], [second for _, second in pairs]
    observed = sum((first - second) ** 2 for first, second in pairs) / count
    mean_first, mean_second = sum(firsts) / count, sum(seconds) / count
    squares = (sum(one * one for one in firsts) + sum(one * one for one in seconds)) / count
    expected = squares - 2 * mean_first * mean_second
    return None if expected <= 1e-12 else 1 - observed / expected


@dataclass(frozen=True)
class MonthMean:
    month: date
    count: int
    mean: float | None
    fatal: int

    @property
    def is_small(self) -> bool:
        return 0 < self.count < SMALL_SAMPLE


def month_mean(month: date, totals: Sequence[tuple[float | None, bool]]) -> MonthMean:
    known = [total for total, _ in totals if total is not None]
    return MonthMean(
        month=month,
        count=len(known),
        mean=sum(known) / len(known) if known else None,
        fatal=sum(is_fatal for _, is_fatal in totals),
    )


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_until(last: date, *, count: int) -> list[date]:
    """So many months, the last one at the end."""
    number = last.year * 12 + last.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(number - count + 1, number + 1)]


def _percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
