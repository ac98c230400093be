"""The former contractor's figures beside ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.metrics.baseline.models import BaselineValue
from madoguchi.metrics.baseline.rules import Base, Compared, base_for, compared
from madoguchi.metrics.definitions import BY_KEY, OF_PERIODS, Better, Figure
from madoguchi.metrics.kpi.queries import adds_up, number_of
from madoguchi.metrics.past.reading import Past
from madoguchi.metrics.past.shapes import Value

MAY_VIEW = "figures.view"
MAY_ENTER = "figures.edit"


@dataclass(frozen=True)
class Beside:
    """A figure of a month of ours beside what it is held against."""

    figure: Figure
    base: Base
    ours: Value | None
    compared: Compared | None  # None: we have nothing in this month, or what adds up is not over


def baseline_visible_to(actor: Actor) -> QuerySet[BaselineValue]:
    return BaselineValue.objects.all() if actor.may(MAY_VIEW) else BaselineValue.objects.none()


def names_of_figures() -> dict[str, str]:
    """What a file may call a figure: its label or its key."""
    return {one.label: one.key for one in OF_PERIODS} | {one.key: one.key for one in OF_PERIODS}


def values_by_figure(actor: Actor) -> dict[str, dict[date, float]]:
    """In the order of the registry; those whose figure there is no more are left out."""
    kept: dict[str, dict[date, float]] = {}
    for key, month, value in baseline_visible_to(actor).values_list("figure", "month", "value"):
        kept.setdefault(key, {})[month] = value
    return {one.key: kept[one.key] for one in OF_PERIODS if one.key in kept}


def beside(month: date, past: Past, values: Mapping[str, Mapping[date, float]]) -> list[Beside]:
    """QUA-08: every figure of which something was handed over."""
    return [one for key in values if (one := beside_of(key, month, past, values[key])) is not None]


def beside_of(key: str, month: date, past: Past, values: Mapping[date, float]) -> Beside | None:
    base = base_for(month, values)
    if base is None:
        return None
    number, entry = number_of(key, past), BY_KEY[key]
    side = None if entry.better is Better.NEITHER else entry.better is Better.HIGHER
    is_whole = month < clock.today().replace(day=1) or not adds_up(key)
    found = compared(number, base, higher_is_better=side) if number is not None and is_whole else None
    return Beside(entry, base, past.figure(key), found)
