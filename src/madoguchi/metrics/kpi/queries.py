"""Goals as they hold in a month: those of the contract and those that supervisors have set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.metrics.definitions import BY_KEY, OF_PERIODS, Better, Figure, Unit
from madoguchi.metrics.kpi.models import KpiRemark, KpiValue
from madoguchi.metrics.kpi.rules import (
    Goal,
    Kind,
    Number,
    Result,
    SetValue,
    exactly,
    in_force,
    result_of,
    result_so_far,
)
from madoguchi.metrics.past.reading import Past
from madoguchi.metrics.past.shapes import Period, Value
from madoguchi.municipality.queries import values_of

MAY_VIEW = "figures.view"
MAY_SET = "figures.edit"
CONTRACT, SET = "契約", "設定"


@dataclass(frozen=True)
class GoalHere:
    """A goal of one figure in one month."""

    figure: Figure
    goal: Goal
    origin: str  # CONTRACT or SET
    responsible: str = ""
    since: date | None = None


@dataclass(frozen=True)
class MonthOfFigure:
    month: date
    value: Value | None
    goals: tuple[GoalHere, ...]
    results: tuple[Result, ...]  # of each goal
    is_running: bool  # not over yet


def may_have_goal() -> list[Figure]:
    """Those of which one knows in which direction they are better."""
    return [one for one in OF_PERIODS if one.better is not Better.NEITHER]


def sees_what_was_set(actor: Actor) -> bool:
    """How the contractor steers itself is its own; the city reads the goals of the contract."""
    return actor.may(MAY_VIEW) and actor.kind is not UserKind.CITY


def values_visible_to(actor: Actor) -> QuerySet[KpiValue]:
    return KpiValue.objects.all() if sees_what_was_set(actor) else KpiValue.objects.none()


def remarks_visible_to(actor: Actor) -> QuerySet[KpiRemark]:
    return KpiRemark.objects.all() if sees_what_was_set(actor) else KpiRemark.objects.none()


def goals_of_contract(day: date) -> list[GoalHere]:
    """A-01, A-30, A-32; QUA-03: where the contract wants a figure to rise, each month is held against the one before."""
    said = values_of("targets", day)
    found = [
        ("answer_rate", Goal(Kind.AT_LEAST, said.get("answer_rate_percent", 0))),
        ("availability", Goal(Kind.AT_LEAST, said.get("availability_percent", 0))),
    ]
    wanted = [(key, goal) for key, goal in found if goal.value]
    wanted += [
        (key, Goal(kind))
        for key, kind, setting in (
            ("first_answer_rate", Kind.RISING, "first_answer_rate_rising"),
            ("first_completion_rate", Kind.RISING, "first_completion_rate_rising"),
            ("received", Kind.FALLING, "calls_falling"),
        )
        if said.get(setting)
    ]
    return [GoalHere(BY_KEY[key], goal, CONTRACT) for key, goal in wanted if key in BY_KEY]


def goals_in(month: date, actor: Actor) -> list[GoalHere]:
    """Of the contract first, then those that were set, in the order of the registry."""
    return [*goals_of_contract(Period.month_of(month).last), *_goals_set(month, _set_values(actor))]


def kept_values(key: str, actor: Actor) -> list[SetValue]:
    return _set_values(actor).get(key, [])


def months_of(key: str, months: Sequence[date], pasts: "Pasts", actor: Actor) -> list[MonthOfFigure]:
    """A figure through months, each against the goals that held in it."""
    kept = _set_values(actor)
    before: Number = number_of(key, pasts.of(_month_before(months[0]))) if months else None
    found = []
    for month in months:
        past = pasts.of(month)
        goals = tuple(
            one
            for one in (*goals_of_contract(Period.month_of(month).last), *_goals_set(month, kept))
            if one.figure.key == key
        )
        number = number_of(key, past)
        found.append(
            MonthOfFigure(
                month,
                past.figure(key),
                goals,
                tuple(judged(key, one.goal, month, number, before) for one in goals),
                month >= clock.today().replace(day=1),
            )
        )
        before = number
    return found


class Pasts:
    """Months that are looked at more than once on a page are counted once."""

    def __init__(self) -> None:
        self._kept: dict[date, Past] = {}

    def of(self, month: date) -> Past:
        if month not in self._kept:
            self._kept[month] = Past(Period.month_of(month))
        return self._kept[month]


def number_of(key: str, past: Past) -> Number:
    """Nothing where nothing happened: a month before the service began is not one that has risen or fallen."""
    value = past.figure(key)
    if value is None or (value.whole is None and not value.part):
        return None
    return exactly(value.part, value.whole, is_percent=BY_KEY[key].unit is Unit.PERCENT)


def judged(key: str, goal: Goal, month: date, number: Number, before: Number) -> Result:
    if month < clock.today().replace(day=1):
        return result_of(goal, number, before)
    return result_so_far(goal, number, before, adds_up=adds_up(key))


def adds_up(key: str) -> bool:
    """A count that grows through the month, not a share or a mean."""
    return BY_KEY[key].unit not in (Unit.PERCENT, Unit.SECONDS)


def _month_before(month: date) -> date:
    return (month.replace(day=1) - date.resolution).replace(day=1)


def _goals_set(month: date, kept: dict[str, list[SetValue]]) -> list[GoalHere]:
    found = []
    for one in may_have_goal():
        value = in_force(kept.get(one.key, ()), month)
        if value is not None and value.value is not None:
            kind = Kind.AT_LEAST if one.better is Better.HIGHER else Kind.AT_MOST
            found.append(GoalHere(one, Goal(kind, value.value), SET, value.responsible, value.effective_on))
    return found


def _set_values(actor: Actor) -> dict[str, list[SetValue]]:
    """In the order in which they begin, of one month in that in which they were set."""
    found: dict[str, list[SetValue]] = {}
    for row in values_visible_to(actor).order_by("effective_on", "pk"):
        found.setdefault(row.figure, []).append(SetValue(row.effective_on, row.value, row.responsible))
    return found
