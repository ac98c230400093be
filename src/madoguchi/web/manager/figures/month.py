"""実績のようす: a month at a glance, as numbers and as pictures; every number leads on."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.metrics.definitions import BY_KEY, Figure
from madoguchi.metrics.kpi.queries import CONTRACT, MAY_VIEW, GoalHere, Pasts, adds_up, goals_in, judged, number_of
from madoguchi.metrics.kpi.rules import Result
from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.queries import table_of
from madoguchi.metrics.past.reading import Past
from madoguchi.metrics.past.shapes import Table
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.charts.drawing import ShownChart, shown_chart
from madoguchi.web.manager.figures.asked import month_asked, month_words, months_shown
from madoguchi.web.manager.figures.goals_shown import ResultShown, goal_words, result_shown, value_words

TILES = (
    "received", "answer_rate", "service_level", "abandonment_rate", "asa", "aht", "contacts", "first_answer_rate",
    "first_completion_rate", "completion_rate", "complaints", "bookings_made", "availability",
)  # fmt: skip
MOST_TOPICS = 10


@dataclass(frozen=True)
class Tile:
    figure: Figure
    value: str
    before: str
    goal: str
    result: ResultShown | None
    url: str


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def month(request: StaffRequest) -> HttpResponse:
    chosen = month_asked(request.GET.get("month", ""))
    this, pasts = clock.today().replace(day=1), Pasts()
    earlier = months_shown(chosen, count=2)[0]
    is_running = chosen == this
    context = {
        "chosen": chosen,
        "words": month_words(chosen),
        "before_words": month_words(earlier),
        "is_running": is_running,
        "tiles": _tiles(pasts.of(chosen), pasts.of(earlier), chosen, request.actor, is_running=is_running),
        "short": _short_of_target(pasts.of(chosen), chosen, request.actor) if is_running else None,
        "charts": _charts(pasts.of(chosen), _target(chosen, request.actor)),
        "months": [(f"{one:%Y-%m}", month_words(one)) for one in reversed(months_shown(clock.today()))],
    }
    return render(request, "manager/figures/month.html", context)


def _tiles(past: Past, before: Past, month: date, actor: Actor, *, is_running: bool) -> list[Tile]:
    goals: dict[str, GoalHere] = {}
    for one in goals_in(month, actor):
        goals.setdefault(one.figure.key, one)  # the contract's first
    found = []
    for key in TILES:
        entry, value = BY_KEY.get(key), past.figure(key) if key in BY_KEY else None
        if entry is None or value is None:
            continue
        goal = goals.get(key)
        result = (
            judged(key, goal.goal, month, number_of(key, past), number_of(key, before)) if goal else Result.OPEN
        )
        found.append(
            Tile(
                entry,
                value_words(value, entry),
                value_words(before.figure(key), entry),
                goal_words(goal.goal, entry) if goal else "",
                result_shown(result, is_running=is_running and not adds_up(key), kind=goal.goal.kind)
                if goal
                else None,
                reverse("manager:kpi_figure", args=[key]),
            )
        )
    return found


def _target(month: date, actor: Actor) -> float | None:
    found = [one for one in goals_in(month, actor) if one.figure.key == "answer_rate" and one.origin == CONTRACT]
    return found[0].goal.value if found else None


@dataclass(frozen=True)
class Short:
    """QUA-10: the month so far is below the contract's target."""

    rate: str
    target: str
    calls: int | None  # so many answered in a row would reach it; None: none would


def _short_of_target(past: Past, month: date, actor: Actor) -> Short | None:
    target, value, entry = _target(month, actor), past.figure("answer_rate"), BY_KEY["answer_rate"]
    if not target or value is None or not value.whole:
        return None
    part, whole, share = Fraction(value.part), Fraction(value.whole), Fraction(str(target)) / 100
    if part >= share * whole:
        return None
    calls = ceil((share * whole - part) / (1 - share)) if share < 1 else None
    return Short(value_words(value, entry), f"{target:g} %", calls)


def _charts(past: Past, target: float | None) -> list[ShownChart]:
    """Days that are still to come have no place in a picture."""
    days = sum(day <= clock.today() for day in past.period.days)
    by_day = _first_rows(table_of(past, "calls_by_day"), days)
    by_hour = table_of(past, "calls_by_hour")
    topics = _first_rows(table_of(past, "contacts_by_topic"), MOST_TOPICS, f"多いものから{MOST_TOPICS}までです。")
    wanted = [
        (by_day, ChartKind.LINES, "日別の応答率", ("answer_rate",), target),
        (by_day, ChartKind.BARS, "日別の着信と応答", ("received", "answered"), None),
        (by_hour, ChartKind.BARS, "時間帯別の着信と応答", ("received", "answered"), None),
        (topics, ChartKind.BARS, "用件別の応対", ("contacts",), None),
    ]
    if past.bookings is not None:
        bookings = _first_rows(table_of(past, "bookings_by_day"), days)
        wanted.append((bookings, ChartKind.STACKED, "日別の予約", ("web", "telephone", "city"), None))
    return [
        shown_chart(Chart(kind, table.key, title, table.columns[0].key, values, target=across), table)
        for table, kind, title, values, across in wanted
        if _holds_anything(table, values)
    ]


def _holds_anything(table: Table, values: tuple[str, ...]) -> bool:
    places = [place for place, column in enumerate(table.columns) if column.key in values]
    return any(row[place] for row in table.rows for place in places)


def _first_rows(table: Table, count: int, note: str = "") -> Table:
    if len(table.rows) <= count:
        return table
    return replace(table, rows=table.rows[:count], total=() if note else table.total, note=note or table.note)
