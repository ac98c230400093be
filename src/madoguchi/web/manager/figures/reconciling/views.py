"""The comparisons of a month, each with its differences and their rows."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.metrics.past.queries import Past
from madoguchi.metrics.reconciling.queries import MOST_SHOWN, Comparison, Difference, comparisons
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.tables import Table
from madoguchi.web.manager.figures.definitions.periods import asked_for
from madoguchi.web.manager.figures.definitions.shown import columns_of, may_see
from madoguchi.web.manager.figures.definitions.views import MAY_VIEW


@dataclass(frozen=True)
class Shown:
    difference: Difference
    table: Table | None

    @property
    def more(self) -> int:
        return self.difference.count - MOST_SHOWN if self.difference.count > MOST_SHOWN else 0


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def reconciliation(request: StaffRequest) -> HttpResponse:
    asked = asked_for(request)
    found = comparisons(Past(asked.period))
    context = {
        "asked": asked,
        "comparisons": [(one, _shown(one, request)) for one in found],
        "sees_calls": request.actor.may("calls.view"),
    }
    return render(request, "manager/figures/reconciliation.html", context)


def _shown(comparison: Comparison, request: StaffRequest) -> list[Shown]:
    return [Shown(one, _table(one, request)) for one in comparison.differences if one.count]


def _table(one: Difference, request: StaffRequest) -> Table | None:
    if not one.rows or not may_see(one.kind, request.actor):
        return None
    columns = columns_of(one.kind, request.actor)
    return Table(columns, one.rows, request, caption=one.words, per_page=MOST_SHOWN)
