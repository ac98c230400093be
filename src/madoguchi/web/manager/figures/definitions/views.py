"""The definitions with the numbers of a period; one figure with the rows behind it; one table."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.metrics.definitions import BY_KEY, OF_PERIODS, Unit
from madoguchi.metrics.past.queries import TABLES, Past, table_of
from madoguchi.metrics.past.rows import Kind, behind
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.charts.tables import shown_table
from madoguchi.web.frame.tables import Table
from madoguchi.web.manager.figures.definitions.periods import Asked, asked_for
from madoguchi.web.manager.figures.definitions.shown import (
    TABLES_OF,
    Line,
    columns_of,
    division,
    in_words,
    may_see,
    seen_by,
)

MAY_VIEW = "figures.view"


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def definitions(request: StaffRequest) -> HttpResponse:
    asked = asked_for(request)
    past = Past(asked.period)
    values = past.figures()
    lines = [
        Line(one, in_words(values.get(one.key)), one.formula_under(past.terms), _url("definition", one.key, asked))
        for one in OF_PERIODS
        if one.key in values
    ]
    context = {
        "asked": asked,
        "groups": [
            ("件数", [line for line in lines if line.figure.unit not in (Unit.PERCENT, Unit.SECONDS)]),
            ("割合", [line for line in lines if line.figure.unit is Unit.PERCENT]),
            ("時間", [line for line in lines if line.figure.unit is Unit.SECONDS]),
        ],
        "target": past.target_percent,
        "tables": [(heading, _url("table", key, asked)) for key, heading in TABLES.items()],
    }
    return render(request, "manager/figures/definitions.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def definition(request: StaffRequest, key: str) -> HttpResponse:
    entry = BY_KEY.get(key)
    if entry is None or entry.past is None:
        raise Http404
    asked = asked_for(request)
    past = Past(asked.period)
    value, found = past.figure(key), behind(past, key)
    shows_whole = bool(found and found.whole is not None and "all" in request.GET)
    table = None
    if found and may_see(found.kind, request.actor):
        rows = found.whole if shows_whole else found.part
        table = Table(
            columns_of(found.kind, request.actor),
            seen_by(request.actor, found.kind, rows),
            request,
            caption=found.whole_words if shows_whole else found.part_words,
        )
    context = {
        "asked": asked,
        "figure": entry,
        "value": in_words(value),
        "division": division(value) if value else "",
        "formula": entry.formula_under(past.terms),
        "found": found,
        "table": table,
        "shows_whole": shows_whole,
        "has_whole": bool(found and found.whole is not None and found.whole is not found.part),
        "is_by_call": bool(found and found.kind is Kind.CONTACTS and found.whole is not None),
        "tables": [(TABLES[name], _url("table", name, asked)) for name in TABLES_OF.get(key, ())],
    }
    return render(request, "manager/figures/definition.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def table(request: StaffRequest, key: str) -> HttpResponse:
    if key not in TABLES:
        raise Http404
    asked = asked_for(request)
    shown = shown_table(table_of(Past(asked.period), key))
    return render(request, "manager/figures/table.html", {"asked": asked, "table": shown, "heading": TABLES[key]})


def _url(name: str, key: str, asked: Asked) -> str:
    return f"{reverse(f'manager:{name}', args=[key])}?{asked.query}"
