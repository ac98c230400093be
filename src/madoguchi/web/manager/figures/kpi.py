"""KPI: every goal with this month and the last one; one figure through thirteen months, with its dated values."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.metrics.definitions import BY_KEY, Figure
from madoguchi.metrics.history import KPI
from madoguchi.metrics.kpi.actions import end_value, set_value, write_remark
from madoguchi.metrics.kpi.queries import (
    MAY_SET,
    MAY_VIEW,
    GoalHere,
    MonthOfFigure,
    Pasts,
    adds_up,
    goals_in,
    judged,
    may_have_goal,
    months_of,
    number_of,
    remarks_visible_to,
    sees_what_was_set,
    values_visible_to,
)
from madoguchi.metrics.kpi.rules import Number, Result, missed_in_a_row
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.manager.figures.asked import month_words, months_of_service, months_shown
from madoguchi.web.manager.figures.goals_shown import goal_words, number_words, result_shown, value_words
from madoguchi.web.manager.figures.kpi_forms import RemarkForm, SetValueForm
from madoguchi.web.manager.figures.trends import trend_chart

REMARKS_SHOWN = 20
Methods = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def kpi(request: StaffRequest) -> HttpResponse:
    """`?mine=1`: only what the reader looks after."""
    earlier, last, this = months_shown(clock.today(), count=3)
    goals = goals_in(this, request.actor)
    mine = [one for one in goals if one.responsible == request.actor.key]
    is_mine = bool(request.GET.get("mine")) and bool(mine)
    context = {
        "rows": _rows_of(mine if is_mine else goals, earlier, last, this),
        "this": month_words(this),
        "last": month_words(last),
        "has_mine": bool(mine),
        "is_mine": is_mine,
        "others": [one for one in may_have_goal() if one.key not in {goal.figure.key for goal in goals}],
        "may_set": request.actor.may(MAY_SET),
    }
    return render(request, "manager/figures/kpi.html", context)


def _rows_of(goals: Sequence[GoalHere], earlier: date, last: date, this: date) -> list[dict[str, Any]]:
    """Each goal with this month and the last one; a month is held against the one before."""
    pasts = Pasts()

    @cache
    def number(key: str, month: date) -> Number:
        return number_of(key, pasts.of(month))

    names = names_by_key({one.responsible for one in goals if one.responsible})
    rows = []
    for one in goals:
        key, figure = one.figure.key, one.figure
        now = judged(key, one.goal, this, number(key, this), number(key, last))
        before = judged(key, one.goal, last, number(key, last), number(key, earlier))
        rows.append(
            {
                "figure": figure,
                "goal": goal_words(one.goal, figure),
                "origin": one.origin,
                "now": value_words(pasts.of(this).figure(key), figure),
                "now_result": result_shown(now, is_running=not adds_up(key), kind=one.goal.kind),
                "before": value_words(pasts.of(last).figure(key), figure),
                "before_result": result_shown(before, is_running=False),
                "responsible": names.get(one.responsible, one.responsible),
            }
        )
    return rows


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_VIEW)
def kpi_figure(request: StaffRequest, key: str) -> HttpResponse:
    """POST: a remark, by whoever may."""
    figure, may_set = _figure(key), request.actor.may(MAY_SET)
    form = RemarkForm(request.POST if request.method == "POST" else None) if may_set else None
    if form and form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            write_remark(key, form.cleaned_data["text"], by=request.actor)
            lifted(About(KPI, key))
            return redirect("manager:kpi_figure", key)
    months = months_of(key, months_of_service(), Pasts(), request.actor)
    over, running = months[:-1], months[-1]
    remarks = list(remarks_visible_to(request.actor).filter(figure=key)[:REMARKS_SHOWN])
    kept = list(values_visible_to(request.actor).filter(figure=key).order_by("-effective_on", "-pk"))
    names = names_by_key(
        {one.written_by for one in remarks} | {who for row in kept for who in (row.set_by, row.responsible) if who}
    )
    context = {
        "figure": figure,
        "may_set": may_set and key in {one.key for one in may_have_goal()},
        "goals": [
            (
                one.origin,
                goal_words(one.goal, figure),
                names.get(one.responsible, one.responsible),
                _missed(over, one),
            )
            for one in running.goals
        ],
        "rows": [_row(one, figure) for one in reversed(months)],
        "kept": [
            (
                month_words(row.effective_on),
                number_words(row.value, figure) if row.value is not None else "やめる",
                names.get(row.responsible, row.responsible),
                row.reason,
                names.get(row.set_by, row.set_by),
                row.set_at,
            )
            for row in kept
        ],
        "chart": trend_chart(figure, months, month_words),
        "sees_remarks": sees_what_was_set(request.actor),
        "remarks": [(one, names.get(one.written_by, one.written_by)) for one in remarks],
        "form": form,
        "breadcrumb": [("KPI", reverse("manager:kpi"))],
    }
    return render(request, "manager/figures/kpi_figure.html", context)


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_SET)
def kpi_set(request: StaffRequest, key: str) -> HttpResponse:
    figure = _figure(key)
    form = SetValueForm(request.POST if request.method == "POST" else None, unit=figure.unit.value)
    if form.is_valid():
        typed = form.cleaned_data
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            said = {"effective_on": form.effective_on(), "reason": typed["reason"], "by": request.actor}
            if typed["value"] is None:
                end_value(key, **said)
            else:
                set_value(key, float(typed["value"]), responsible=typed["responsible"], **said)
            lifted(About(KPI, key))
            return redirect("manager:kpi_figure", key)
    context = {
        "figure": figure,
        "form": form,
        "breadcrumb": [("KPI", reverse("manager:kpi")), (figure.label, reverse("manager:kpi_figure", args=[key]))],
    }
    return render(request, "manager/figures/kpi_set.html", context)


def _figure(key: str) -> Figure:
    figure = BY_KEY.get(key)
    if figure is None or figure.past is None:
        raise Http404
    return figure


def _row(one: MonthOfFigure, figure: Figure) -> dict[str, Any]:
    return {
        "month": month_words(one.month),
        "is_running": one.is_running,
        "value": value_words(one.value, figure),
        "goals": [
            (
                goal.origin,
                goal_words(goal.goal, figure),
                result_shown(result, is_running=one.is_running and not adds_up(figure.key), kind=goal.goal.kind),
            )
            for goal, result in zip(one.goals, one.results, strict=True)
        ],
    }


def _missed(over: list[MonthOfFigure], goal: GoalHere) -> int:
    """How often in a row this goal was missed, in months that are over."""
    results = [
        next(
            (found for here, found in zip(one.goals, one.results, strict=True) if here.origin == goal.origin),
            Result.OPEN,
        )
        for one in over
    ]
    return missed_in_a_row(results)
