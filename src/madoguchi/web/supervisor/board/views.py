"""The board at a desk or on a telephone, and across a room."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.calls.agents.queries import base_names
from madoguchi.metrics.now.queries import now_figures
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.supervisor.board.live import topic_of
from madoguchi.web.supervisor.board.shown import MAY_VIEW, board_for


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    return _page(request, "board")


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def wall(request: StaffRequest) -> HttpResponse:
    return _page(request, "wall")


def _page(request: StaffRequest, kind: str) -> HttpResponse:
    bases, base = base_names(), request.GET.get("base", "")
    if base and base not in bases:
        raise Http404
    context = {
        "board": board_for(request.actor, now_figures(base)),
        "base": base,
        "bases": bases,
        "topic": topic_of(kind, base),
    }
    return render(request, f"supervisor/board/{kind}.html", context)
