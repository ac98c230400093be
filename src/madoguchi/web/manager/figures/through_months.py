"""Thirteen months: first answers and first completions (QUA-03), and what the city's staff is spared (QUA-09)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.core import clock
from madoguchi.metrics.definitions import BY_KEY
from madoguchi.metrics.kpi.queries import MAY_VIEW, MonthOfFigure, Pasts, months_of
from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.queries import table_of
from madoguchi.metrics.past.reading import Past
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.charts.drawing import shown_chart
from madoguchi.web.frame.charts.tables import shown_table
from madoguchi.web.frame.times import length_in_words
from madoguchi.web.manager.figures.asked import month_asked, month_words, months_of_service
from madoguchi.web.manager.figures.goals_shown import goal_words, result_shown, value_words
from madoguchi.web.manager.figures.trends import months_table

FIRST = ("first_answer_rate", "first_completion_rate")
SPARED = ("closed_in_centre", "transfers_to_city")
RATES = ("completion_rate", "transfer_rate")


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def first(request: StaffRequest) -> HttpResponse:
    months, pasts = months_of_service(), Pasts()
    through = {key: months_of(key, months, pasts, request.actor) for key in FIRST}
    table = months_table("first", "一次回答率と一次完了率", FIRST, months, pasts, month_words)
    context = {
        "chart": shown_chart(Chart(ChartKind.LINES, table.key, table.heading, "month", FIRST), table),
        "figures": [(BY_KEY[key], _newest(through[key])) for key in FIRST],
        "rows": [
            {
                "month": month_words(month),
                "is_running": place == len(months) - 1,
                "cells": [
                    (BY_KEY[key].label, *_cell(through[key][place], is_running=place == len(months) - 1))
                    for key in FIRST
                ],
            }
            for place, month in reversed(list(enumerate(months)))
        ],
    }
    return render(request, "manager/figures/first.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def effect(request: StaffRequest) -> HttpResponse:
    month, months, pasts = month_asked(request.GET.get("month", "")), months_of_service(), Pasts()
    sums = months_table("effect", "センター内で終えた応対と、市へ渡した応対", SPARED, months, pasts, month_words)
    rates = months_table("rates", "センター内完了率と転送率", RATES, months, pasts, month_words)
    past = pasts.of(month)
    context = {
        "words": month_words(month),
        "month": f"{month:%Y-%m}",
        "months": [(f"{one:%Y-%m}", month_words(one)) for one in reversed(months)],
        "is_running": month == clock.today().replace(day=1),
        "rows": _spared(past),
        "destinations": shown_table(table_of(past, "transfers")),
        "charts": [
            shown_chart(Chart(ChartKind.STACKED, sums.key, sums.heading, "month", SPARED), sums),
            shown_chart(Chart(ChartKind.LINES, rates.key, rates.heading, "month", RATES), rates),
        ],
    }
    return render(request, "manager/figures/effect.html", context)


def _spared(past: Past) -> list[tuple[str, str]]:
    rows = [(BY_KEY[key].label, value_words(past.figure(key), BY_KEY[key])) for key in (*SPARED, *RATES)]
    closed, talk = past.figure("closed_in_centre"), past.figure("average_talk")
    if closed and talk and talk.number:
        rows.append(("市の職員が受けずに済んだ通話の目安", length_in_words(closed.part * talk.number)))
    return rows


def _newest(months: list[MonthOfFigure]) -> dict[str, Any]:
    """The last month that is over, and the goal."""
    over, running = months[-2], months[-1]
    entry = BY_KEY[over.value.key] if over.value else None
    return {
        "over": month_words(over.month),
        "value": value_words(over.value, entry) if entry else "—",
        "goals": [f"{goal_words(one.goal, one.figure)}（{one.origin}）" for one in running.goals],
    }


def _cell(one: MonthOfFigure, *, is_running: bool) -> tuple[str, str, list[Any]]:
    value = one.value
    shown = value_words(value, BY_KEY[value.key]) if value else "—"
    counted = f"{value.part:,.0f} / {value.whole:,.0f}" if value and value.whole else ""
    results = [
        result_shown(result, is_running=is_running, kind=goal.goal.kind)
        for goal, result in zip(one.goals, one.results, strict=True)
    ]
    return shown, counted, [result for result in results if result.kind]
