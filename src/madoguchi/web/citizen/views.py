"""The citizen's way to a time: front door, day, time. What follows is in `held.py`. All of it without JavaScript."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from madoguchi.booking.capacity import queries
from madoguchi.booking.models import Slot
from madoguchi.booking.online.address import new_token
from madoguchi.booking.refusals import TooManyHolds
from madoguchi.core import clock
from madoguchi.municipality.queries import procedures_offered
from madoguchi.web.citizen.choice import (
    Choice,
    begins_with_the_calendar,
    choice_in,
    only_where_bookings_are_taken,
    site_chosen,
)
from madoguchi.web.citizen.held import refusal_named
from madoguchi.web.citizen.month import availability_month
from madoguchi.web.citizen.outages import outages_said
from madoguchi.web.citizen.unmet import count_full_month


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    takes_bookings = queries.takes_bookings()
    context = {
        "takes_bookings": takes_bookings,
        "procedures": procedures_offered(),
        "first_step": "citizen:calendar" if takes_bookings and begins_with_the_calendar() else "citizen:procedure",
    }
    return render(request, "citizen/home.html", context)


@require_safe
def choose_day(request: HttpRequest) -> HttpResponse:
    only_where_bookings_are_taken()
    choice = choice_in(request.GET)
    if choice is None and not begins_with_the_calendar():
        return redirect("citizen:procedure")
    asked = choice or Choice(())
    sites = queries.sites_with_slots(now=clock.now())
    site = site_chosen(request.GET.get("site"), sites)
    month = site and availability_month(
        site,
        request.GET.get("month", ""),
        people=asked.people,
        needs_national_system=asked.needs_national_system,
        url_of_day=lambda day: f"{reverse('citizen:day', args=[day])}?{asked.query_with(site=site.code)}",
        url_of_month=lambda first: f"?{asked.query_with(site=site.code, month=first)}",
        now=clock.now(),
    )
    context = {
        "choice": choice,
        "sites": sites,
        "site": site,
        "month": month,
        "outages": outages_said(asked, month.first if month else None),
        "step": 2,
    }
    response = render(request, "citizen/calendar.html", context)
    count_full_month(request, response, choice, month or None)
    return response


@require_safe
def choose_time(request: HttpRequest, day: date) -> HttpResponse:
    only_where_bookings_are_taken()
    choice = choice_in(request.GET)
    sites = queries.sites_with_slots(now=clock.now())
    site = site_chosen(request.GET.get("site"), sites)
    if site is None or (choice is None and not begins_with_the_calendar()):
        return redirect("citizen:procedure")
    people, needs = (choice.people, choice.needs_national_system) if choice else (1, False)
    refusal = refusal_named(request.GET.get("refused", ""))
    context = {
        "choice": choice,
        "site": site,
        "sites": sites,
        "day": day,
        "slots": queries.slots_of_day(site, day, now=clock.now(), people=people, needs_national_system=needs),
        "outages": outages_said(choice, day, days=1),
        "key": (choice and choice.hold) or new_token(),
        "refusal": refusal,
        "calendar_url": f"{reverse('citizen:calendar')}?{(choice or Choice(())).query_with(month=f'{day:%Y-%m}')}",
        "others": _near(request.GET.get("slot", ""), people=people, needs_national_system=needs)
        if refusal and not isinstance(refusal, TooManyHolds)
        else [],
        "step": 3,
    }
    return render(request, "citizen/day.html", context)


def _near(slot_id: str, *, people: int, needs_national_system: bool) -> list[Slot]:
    """Instead of a time that was just filled."""
    is_number = slot_id.isdecimal() and len(slot_id) < 12
    wanted = Slot.objects.select_related("site").filter(pk=slot_id).first() if is_number else None
    if wanted is None:
        return []
    return queries.nearest_free_slots(
        wanted, now=clock.now(), people=people, needs_national_system=needs_national_system
    )
