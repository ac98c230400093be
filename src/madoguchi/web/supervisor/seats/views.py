"""Seats added in a rush, and who was placed in each hour of a day against what was planned."""

from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.calls.agents.queries import has_bases, stays_between
from madoguchi.calls.lines.queries import seats_on
from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.municipality.queries import opening_of
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.supervisor.seats.forms import AddSeatsForm
from madoguchi.workforce.history import ADDED_SEATS
from madoguchi.workforce.seats.actions import add_seats, end_added_seats
from madoguchi.workforce.seats.queries import (
    MAY_ADD,
    MAY_VIEW,
    HourOfDay,
    added_now,
    added_seats_visible_to,
    hours_of,
    least_in_every_hour,
    most_seats,
    needs_agreement,
)
from madoguchi.workforce.seats.rules import HOUR, by_base

USUAL_HOURS = (8, 19)
SHOWN = 20


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    day, now = _day(request.GET.get("day", "")), clock.now()
    past = added_seats_visible_to(request.actor)[:SHOWN]
    names = names_by_key({key for one in past for key in (one.made_by, one.ended_by) if key})
    hours = hours_of_day(day, now)
    context = {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < now.date() else None,
        "hours": hours,
        "least": least_in_every_hour(day),
        "usual": seats_on(now.date()),
        "most": most_seats(),
        "running": list(added_now(now)),
        "past": [(one, names.get(one.made_by, one.made_by), names.get(one.ended_by, one.ended_by)) for one in past],
        "now": now,
        "may_add": request.actor.may(MAY_ADD),
        "has_bases": has_bases(),
    }
    return render(request, "supervisor/seats/home.html", context)


def hours_of_day(day: date, now: datetime) -> list[HourOfDay]:
    """The usual hours, wider where somebody was there earlier or later."""
    begins = clock.start_of(day)
    stays = stays_between(begins, begins + timedelta(days=1))
    placed = {at: by_base(stays, at) for at in (begins + number * HOUR for number in range(24)) if at <= now}
    there = [at.hour for at, found in placed.items() if found]
    opening = opening_of("telephone", day)
    open_hours = {
        at.hour for at in placed if any(one.start < at + HOUR and one.end > at for one in opening.intervals)
    }
    first = min([USUAL_HOURS[0], *there])
    last = max([USUAL_HOURS[1], *(hour + 1 for hour in there)])
    return hours_of(
        begins + first * HOUR, placed, usual=seats_on(day), hours=last - first, now=now, open_hours=open_hours
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_ADD)
def add(request: StaffRequest) -> HttpResponse:
    form = AddSeatsForm(request.POST if request.method == "POST" else None, needs_agreement=needs_agreement())
    if form.is_valid():
        typed = form.cleaned_data
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            added = add_seats(
                typed["number"],
                until_at=form.until_at(),
                reason=typed["reason"],
                agreed_with=typed["agreed_with"],
                usual=seats_on(clock.today()),
                by=request.actor,
            )
            lifted(About(ADDED_SEATS, str(added.pk)))
            messages.success(
                request, f"席を{added.number}席増やしました。増えた席に着く人は、「電話の席」で着席します。"
            )
            return redirect("supervisor:seats")
    context = {
        "form": form,
        "usual": seats_on(clock.today()),
        "most": most_seats(),
        "breadcrumb": [("増席と配置", reverse("supervisor:seats"))],
    }
    return render(request, "supervisor/seats/add.html", context)


@require_POST
@staff_view(MAY_ADD)
def end(request: StaffRequest, pk: int) -> HttpResponse:
    with saying(request, "増席を終えました。"):
        end_added_seats(get_object_or_404(added_seats_visible_to(request.actor), pk=pk), by=request.actor)
    return redirect("supervisor:seats")


def _day(text: str) -> date:
    try:
        return min(clock.day_of(text), clock.today()) if text else clock.today()
    except ValueError as error:
        raise Http404 from error
