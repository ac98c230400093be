"""When a figure of a month has reached its goal. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Kind(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    RISING = "rising"  # above the month before
    FALLING = "falling"


class Result(StrEnum):
    MET = "met"
    MISSED = "missed"
    OPEN = "open"  # no goal, nothing counted, or nothing to compare with


@dataclass(frozen=True)
class Goal:
    """`value`: in the unit of the figure; 0 for a goal that only looks at the month before."""

    kind: Kind
    value: float = 0


@dataclass(frozen=True)
class SetValue:
    """What somebody has set: from a month on; None ends it."""

    effective_on: date
    value: float | None
    responsible: str = ""


Number = Fraction | None  # what was counted, never rounded; None: nothing to divide by


def exactly(part: float, whole: float | None, *, is_percent: bool) -> Number:
    if whole is None:
        return Fraction(part)
    return Fraction(part) * (100 if is_percent else 1) / Fraction(whole) if whole else None


def result_of(goal: Goal | None, number: Number, before: Number = None) -> Result:
    if goal is None or number is None:
        return Result.OPEN
    if goal.kind in (Kind.RISING, Kind.FALLING):
        if before is None:
            return Result.OPEN
        is_met = number > before if goal.kind is Kind.RISING else number < before
    else:
        value = Fraction(str(goal.value))
        is_met = number >= value if goal.kind is Kind.AT_LEAST else number <= value
    return Result.MET if is_met else Result.MISSED


def result_so_far(goal: Goal | None, number: Number, before: Number, *, adds_up: bool) -> Result:
    """Of a month that is not over. A share may be judged as it stands; what only grows may be when nothing that is to
    come can turn it."""
    found = result_of(goal, number, before)
    if goal is None or not adds_up:
        return found
    stays = Result.MET if goal.kind in (Kind.AT_LEAST, Kind.RISING) else Result.MISSED
    return found if found is stays else Result.OPEN


def in_force(values: Iterable[SetValue], month: date) -> SetValue | None:
    """The newest that has begun; of one month the one that was set last stands last."""
    begun = [one for one in values if one.effective_on <= month]
    newest = max(begun, key=lambda one: one.effective_on, default=None)
    if newest is None:
        return None
    last = [one for one in begun if one.effective_on == newest.effective_on][-1]
    return last if last.value is not None else None


def missed_in_a_row(results: Sequence[Result]) -> int:
    """Of the newest months that are over; a month without an answer ends the row."""
    count = 0
    for result in reversed(results):
        if result is not Result.MISSED:
            break
        count += 1
    return count
