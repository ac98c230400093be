"""The slots of a site by the month, and of a day with what is taken, kept and given elsewhere."""

import calendar as months
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from madoguchi.booking.capacity.changes import slots_to_start_from
from madoguchi.booking.capacity.queries import overview, slots_on_day, takes_bookings
from madoguchi.core import clock
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import contract, sites_in_use
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.office.slots.shown import day_list_url

SUNDAY_FIRST = months.Calendar(firstweekday=6)


def site_of(code: str) -> Site:
    if not takes_bookings():
        raise Http404
    return get_object_or_404(sites_in_use(), code=code)


def back_to(site: Site, day: date | None = None) -> list[tuple[str, str]]:
    links = [("予約枠", f"{reverse('office_slots:month', args=[site.code])}{f'?month={day:%Y-%m}' if day else ''}")]
    if day:
        links.append((f"{day.month}月{day.day}日", reverse("office_slots:day", args=[site.code, day])))
    return links


@require_safe
@staff_view("slots.view")
def first_site(request: StaffRequest) -> HttpResponse:
    site = sites_in_use().first()
    if site is None or not takes_bookings():
        raise Http404
    return redirect("office_slots:month", code=site.code)


@require_safe
@staff_view("slots.view")
def month(request: StaffRequest, code: str) -> HttpResponse:
    site = site_of(code)
    first = _first_of(request.GET.get("month", ""))
    weeks = SUNDAY_FIRST.monthdatescalendar(first.year, first.month)
    following = (first + timedelta(days=32)).replace(day=1)
    days = {seen.day: seen for seen in overview(site, first=first, until=following)}
    context: dict[str, Any] = {
        "site": site,
        "sites": sites_in_use(),
        "first": first,
        "previous": (first - timedelta(days=1)).replace(day=1),
        "next": following,
        "weeks": [[days.get(day) for day in week] for week in weeks],
        "people": sum(seen.people for seen in days.values()),
        "taken": sum(seen.taken for seen in days.values()),
        "blocked": sum(seen.blocked for seen in days.values()),
        "unpublished": sum(
            seen.opening.is_open and not seen.slots and not seen.is_by_hand for seen in days.values()
        ),
        "today": clock.today(),
        "may_edit": request.actor.may("slots.edit"),
    }
    return render(request, "office/slots/month.html", context)


def _first_of(written: str) -> date:
    try:
        first = clock.month_of(written)
    except ValueError:
        return clock.today().replace(day=1)
    # Weeks of a month reach into its neighbours, which must exist too.
    return first if 1970 <= first.year <= 2150 else clock.today().replace(day=1)


@require_safe
@staff_view("slots.view")
def day(request: StaffRequest, code: str, day: date) -> HttpResponse:
    site = site_of(code)
    (seen,) = overview(site, first=day, until=day + timedelta(days=1))
    published = slots_on_day(day, site=site).prefetch_related("blocked")
    context: dict[str, Any] = {
        "site": site,
        "day": day,
        "seen": seen,
        "slots": [slot for slot in published if not slot.is_withdrawn],
        "by_pattern": slots_to_start_from(site, day) if not seen.slots else [],
        "now": clock.now(),
        "has_protected": any(slot.people_protected for slot in published),
        "previous_day": day - timedelta(days=1),
        "next_day": day + timedelta(days=1),
        "day_list_url": day_list_url(day) if request.actor.may("bookings.view") else "",
        "may_edit": request.actor.may("slots.edit") and day >= clock.today() and contract().covers(day),
        "breadcrumb": back_to(site, day)[:1],
    }
    return render(request, "office/slots/day.html", context)
