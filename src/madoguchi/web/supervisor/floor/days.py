"""Everybody's day at the telephone, as bars under one another and as a table."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.queries import MAY_SUPERVISE_VIEW, Stretch, agents_visible_to, day_of, seconds_by_state
from madoguchi.calls.agents.rules import STATE_LABELS, State
from madoguchi.core import clock
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.state_bars import Bar, bar_of, legend, scale_of
from madoguchi.web.frame.times import length_in_words

COLUMNS = [state for state in State if state is not State.SIGNED_OUT]


@dataclass(frozen=True)
class PersonsDay:
    agent: Agent
    bar: Bar
    first: str
    last: str
    whole: str
    lengths: list[str]  # in the order of the columns


@never_cache
@require_safe
@staff_view(MAY_SUPERVISE_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    day = _day(request.GET.get("day", ""))
    found = [(agent, day_of(agent, day)) for agent in agents_visible_to(request.actor)]
    found = [(agent, stretches) for agent, stretches in found if stretches]
    scale = scale_of(day, [one for _, stretches in found for one in stretches])
    context = {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < clock.today() else None,
        "people": [_shown(agent, stretches, bar_of(stretches, scale)) for agent, stretches in found],
        "columns": [STATE_LABELS[state] for state in COLUMNS],
        "legend": legend(),
    }
    return render(request, "supervisor/floor/days.html", context)


def _shown(agent: Agent, stretches: list[Stretch], bar: Bar) -> PersonsDay:
    by_state = seconds_by_state(stretches)
    last = stretches[-1]
    return PersonsDay(
        agent,
        bar,
        first=f"{stretches[0].begins:%H:%M}",
        last="続いています" if last.is_open else f"{last.ends:%H:%M}",
        whole=length_in_words(sum(by_state.values())),
        lengths=[length_in_words(by_state[state]) if state in by_state else "—" for state in COLUMNS],
    )


def _day(text: str) -> date:
    try:
        return min(clock.day_of(text), clock.today()) if text else clock.today()
    except ValueError as error:
        raise Http404 from error
