"""Changing somebody's state for them; somebody's day. Everybody's at a glance: the supervisor's floor."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.calls.agents.actions import change_state, sign_out
from madoguchi.calls.agents.models import Agent, AgentState
from madoguchi.calls.agents.queries import (
    MAY_SUPERVISE,
    MAY_SUPERVISE_VIEW,
    MAY_VIEW,
    Stretch,
    agents_visible_to,
    choices_of,
    day_of,
    seconds_by_state,
    state_of,
)
from madoguchi.calls.agents.rules import STATE_LABELS, State
from madoguchi.core import clock
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import saying
from madoguchi.web.frame.state_bars import bar_of, legend, scale_of
from madoguchi.web.frame.times import length_in_words
from madoguchi.web.telephone.agents.forms import StateForm
from madoguchi.web.telephone.agents.shown import KINDS


@dataclass(frozen=True)
class Line:
    row: AgentState

    @property
    def kind(self) -> str:
        return KINDS.get(State(self.row.state), "")

    @property
    def since(self) -> str:
        return length_in_words((clock.now() - self.row.began_at).total_seconds())


@never_cache
@require_safe
@staff_view(MAY_SUPERVISE_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    """Everybody's state is on the floor now; whoever has kept this address gets there."""
    return redirect("supervisor:floor")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_SUPERVISE)
def change(request: StaffRequest, extension: int) -> HttpResponse:
    agent = _agent(request, extension)
    row = state_of(agent)
    if row is None or row.state == State.SIGNED_OUT:
        raise Http404
    form = StateForm(request.POST if request.method == "POST" else None, choices=choices_of(agent))
    if form.is_valid():
        wished = State(form.cleaned_data["state"])
        with saying(request, f"{agent.staff.name}さんを「{STATE_LABELS[wished]}」にしました。"):
            if wished is State.SIGNED_OUT:
                sign_out(agent, by=request.actor)
            else:
                change_state(agent, wished, form.cleaned_data["reason"], by=request.actor)
        return redirect("supervisor:floor")
    context = {"form": form, "agent": agent, "row": row, "line": Line(row), "breadcrumb": _back()}
    return render(request, "telephone/agents/change.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def day(request: StaffRequest, extension: int) -> HttpResponse:
    agent = _agent(request, extension)
    shown = _day(request.GET.get("day", ""))
    stretches = day_of(agent, shown)
    names = names_by_key({one.row.set_by for one in stretches if one.row.set_by})
    context = {
        "agent": agent,
        "day": shown,
        "stretches": [(one, _who(one, names), length_in_words(one.seconds)) for one in stretches],
        "sums": [
            (STATE_LABELS[state], length_in_words(seconds))
            for state, seconds in seconds_by_state(stretches).items()
        ],
        "bar": bar_of(stretches, scale_of(shown, stretches)),
        "legend": legend(),
        "before": shown - timedelta(days=1),
        "after": shown + timedelta(days=1) if shown < clock.today() else None,
        "breadcrumb": _back()
        if request.actor.may(MAY_SUPERVISE_VIEW)
        else [("電話の席", reverse("telephone:seat"))],
    }
    return render(request, "telephone/agents/day.html", context)


def _who(one: Stretch, names: dict[str, str]) -> str:
    return names.get(one.row.set_by, one.row.set_by) if one.row.set_by else "電話の動き"


def _day(text: str) -> date:
    try:
        return min(clock.day_of(text), clock.today()) if text else clock.today()
    except ValueError as error:
        raise Http404 from error


def _agent(request: StaffRequest, extension: int) -> Agent:
    return get_object_or_404(agents_visible_to(request.actor), extension=str(extension))


def _back() -> list[tuple[str, str]]:
    return [("フロア", reverse("supervisor:floor"))]
