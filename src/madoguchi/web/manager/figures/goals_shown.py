"""A goal and its result in words, for every page that shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.metrics.definitions import Figure, Unit
from madoguchi.metrics.kpi.queries import SET, GoalHere
from madoguchi.metrics.kpi.rules import Goal, Kind, Result
from madoguchi.metrics.past.shapes import Value
from madoguchi.web.frame.charts.scales import value_words as cell_words

MOST_DECIMALS = 3


@dataclass(frozen=True)
class ResultShown:
    text: str
    kind: str  # of the tag: "success", "error" or ""


RESULTS = {
    (Result.MET, False): ResultShown("達成", "success"),
    (Result.MET, True): ResultShown("達成の見込み", "success"),
    (Result.MISSED, False): ResultShown("未達", "error"),
    (Result.MISSED, True): ResultShown("下回る見込み", "warning"),
    (Result.OPEN, False): ResultShown("—", ""),
    (Result.OPEN, True): ResultShown("—", ""),
}


def result_shown(result: Result, *, is_running: bool, kind: Kind = Kind.AT_LEAST) -> ResultShown:
    """Of a month that is not over yet, what it will be if it goes on so."""
    if result is Result.MISSED and is_running and kind in (Kind.AT_MOST, Kind.FALLING):
        return ResultShown("上回る見込み", "warning")
    return RESULTS[result, is_running]


def goal_words(goal: Goal, figure: Figure) -> str:
    if goal.kind is Kind.RISING:
        return "前の月より高く"
    if goal.kind is Kind.FALLING:
        return "前の月より少なく"
    side = "以上" if goal.kind is Kind.AT_LEAST else "以下"
    return f"{number_words(goal.value, figure)}{side}"


def number_words(number: float, figure: Figure) -> str:
    return _length(number) if figure.unit is Unit.SECONDS else f"{number:,g}{_unit(figure)}"


def value_words(value: Value | None, figure: Figure) -> str:
    if value is None or value.number is None:
        return "—"
    return _length(value.number) if figure.unit is Unit.SECONDS else f"{value.shown}{_unit(figure)}"


def difference_words(number: float, figure: Figure, *, decimals: int) -> str:
    """With its sign; so small that it would read as none, as precisely as it takes to see it."""
    while number and not round(number, decimals) and decimals < MOST_DECIMALS:
        decimals += 1
    if figure.unit is Unit.SECONDS and abs(number) >= 1:
        return f"{'+' if number > 0 else '-'}{_length(abs(number))}"
    unit = "ポイント" if figure.unit is Unit.PERCENT else figure.unit.value
    return f"{number:+,.{decimals}f} {unit}"


def _length(seconds: float) -> str:
    """As in every table: 4分41秒."""
    return cell_words(seconds, Unit.SECONDS)


def fixed_target(goals: Iterable[GoalHere]) -> float | None:
    """The line across a chart: what was set, else the contract's."""
    fixed = [one for one in goals if one.goal.kind in (Kind.AT_LEAST, Kind.AT_MOST)]
    chosen = sorted(fixed, key=lambda one: one.origin != SET)
    return chosen[0].goal.value if chosen else None


def _unit(figure: Figure) -> str:
    return f" {figure.unit.value}" if figure.unit is Unit.PERCENT else figure.unit.value
