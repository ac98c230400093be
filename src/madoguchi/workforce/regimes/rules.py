"""Which regime and how many seats hold on a day. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Decided:
    """What was decided, from a day on; "" and None leave as it was what held before."""

    effective_on: date
    held_on: date
    regime: str = ""
    seats: int | None = None


def regime_on(day: date, decided: Iterable[Decided]) -> str:
    return next((one.regime for one in _newest_first(day, decided) if one.regime), "")


def seats_decided(decided: Iterable[Decided]) -> dict[date, int]:
    """From which day on how many; of two for the same day the one that was agreed later."""
    ordered = sorted(decided, key=lambda one: (one.effective_on, one.held_on))
    return {one.effective_on: one.seats for one in ordered if one.seats is not None}


def _newest_first(day: date, decided: Iterable[Decided]) -> list[Decided]:
    begun = [one for one in decided if one.effective_on <= day]
    return sorted(begun, key=lambda one: (one.effective_on, one.held_on), reverse=True)
