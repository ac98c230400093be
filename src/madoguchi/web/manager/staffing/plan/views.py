"""The plan of a day and its weeks; a month that is only thought of; what was said and what came."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.calls.lines.queries import seats_on
from madoguchi.core import clock
from madoguchi.municipality.queries import open_days, values_of
from madoguchi.planning.forecast.looking_back import judged, looked_back
from madoguchi.planning.forecast.queries import Known, openings_of_month, received_between
from madoguchi.planning.forecast.rules import ENOUGH_DAYS
from madoguchi.planning.peaks.queries import MAY_EDIT, MAY_VIEW, reminders_on
from madoguchi.planning.places.queries import outlook
from madoguchi.planning.queries import as_interval, plan_of
from madoguchi.planning.seats.queries import ENOUGH_CALLS, ENOUGH_HANGING_UP, Ground
from madoguchi.planning.size import size_on
from madoguchi.planning.what_if.rules import Asked, TooManyAtOnce, answer
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.times import length_in_words
from madoguchi.web.manager.staffing.files import forms_for
from madoguchi.web.manager.staffing.plan.forms import WhatIfForm, at_first
from madoguchi.web.manager.staffing.plan.shown import (
    chart_of_day,
    chart_of_options,
    chart_of_past,
    days_of,
    halves_of,
    usual_day,
    verdict_of,
)
from madoguchi.web.manager.staffing.plan.weeks import month_end, weeks_around
from madoguchi.workforce.seats.queries import least_in_every_hour

DAYS_BACK = 41
DAYS_THOUGHT_OF = timedelta(days=10)  # the first open one of them lends its shape


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    now = clock.now()
    day = _day(request.GET.get("day", ""), now.date())
    weeks = weeks_around(day, today=now.date())
    plan, needed = weeks.plan, weeks.needed
    came: Mapping[int, int] = received_between(day, day).get(day, {}) if day <= now.date() else {}
    halves = halves_of(needed.get(day, []), plan.ground, usual=seats_on(day), came=came, now=now)
    size, month = size_on(now.date()), _a_month(plan.known)
    context = {
        "day": day,
        "is_asked": "day" in request.GET,
        "today": now.date(),
        "before": weeks.first - timedelta(days=7),
        "after": weeks.first + timedelta(days=7),
        "days": days_of(needed),
        "halves": halves,
        "chart": chart_of_day(halves, day) if halves else None,
        "calls": sum(one.calls for one in halves),
        "usual_seats": seats_on(day),
        "least_seats": least_in_every_hour(day),
        "basis": plan.known.basis,
        "enough_days": ENOUGH_DAYS,
        "ground": plan.ground,
        "handling": length_in_words(plan.ground.handling_seconds),
        "handling_said": length_in_words(plan.ground.handling_said) if plan.ground.handling_said else "",
        "handling_seen": length_in_words(plan.ground.seen.handling) if plan.ground.seen.handling else "",
        "early": f"{100 * plan.ground.aim.before_queue:.1f}",
        "enough_calls": ENOUGH_CALLS,
        "enough_hanging_up": ENOUGH_HANGING_UP,
        "said": values_of("volume", now.date()),
        "reminders": reminders_on(now.date()),
        "size": size,
        "per_thousand": size.per_thousand(month),
        "outlook": outlook(now.date()) if takes_bookings() else None,
        "may_edit": request.actor.may(MAY_EDIT),
        "file_url": reverse("manager:plan_file", args=[day]),
        "file_forms": forms_for(request.actor),
    }
    return render(request, "manager/plan/home.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def what_if(request: StaffRequest) -> HttpResponse:
    today = clock.today()
    plan = plan_of([*clock.days_from(today, until=today + DAYS_THOUGHT_OF), month_end(today)])
    first = at_first(plan.ground, calls=_a_month(plan.known), days=_open_days_a_month(today))
    is_asked = any(name in request.GET for name in first)
    form = WhatIfForm({**first, **request.GET.dict()} if is_asked else first)
    day = usual_day([as_interval(need) for need in next(iter(plan.days.values()), [])])
    found, asked = None, None
    if form.is_valid() and day:
        asked = _asked(form.cleaned_data, plan.ground)
        try:
            found = answer(asked, day)
        except TooManyAtOnce as refusal:
            form.add_error(None, refusal.message)
    context = {
        "form": form,
        "answer": found,
        "asked": asked,
        "verdict": verdict_of(found) if found else None,
        "chart": chart_of_options(found, asked.aim.percent) if found and asked else None,
        "usual_seats": seats_on(today),
        "ground": plan.ground,
        "breadcrumb": [("要員計画", reverse("manager:plan"))],
    }
    return render(request, "manager/plan/what_if.html", context)


def _asked(typed: dict[str, float], ground: Ground) -> Asked:
    return Asked(
        calls_a_month=typed["calls"],
        days_a_month=round(typed["days"]),
        handling_seconds=typed["minutes"] * 60,
        aim=replace(ground.aim, percent=round(typed["target"])),
        patience_seconds=typed["patience"],
        longest_wait_seconds=ground.longest_wait_seconds,
    )


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def past(request: StaffRequest) -> HttpResponse:
    last = clock.today() - timedelta(days=1)
    days = looked_back(last - timedelta(days=DAYS_BACK), last)
    plan = plan_of([clock.today()])
    context = {
        "days": days[::-1],
        "chart": chart_of_past(days) if days else None,
        "judged": judged(days),
        "ground": plan.ground,
        "breadcrumb": [("要員計画", reverse("manager:plan"))],
    }
    return render(request, "manager/plan/past.html", context)


def _open_days_a_month(day: date) -> int:
    """As the contract says, or as this month has them."""
    said = values_of("volume", day).get("opening_days_a_month", 0)
    return said or sum(one.is_open for one in openings_of_month(day).values()) or ENOUGH_DAYS


def _a_month(known: Known) -> float:
    """Calls of this month, as they are expected now."""
    month = known.before.replace(day=1)
    return sum(one.calls for day in known.days if day.replace(day=1) == month for one in known.forecast(day))


def _day(text: str, today: date) -> date:
    """Where nobody asks for one, the next day that is open."""
    try:
        if text:
            return clock.day_of(text)
    except ValueError as error:
        raise Http404 from error
    return next(iter(open_days("telephone", today, today + DAYS_THOUGHT_OF)), today)
