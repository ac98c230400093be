"""The first page after signing in: today, and what needs me now."""

from collections.abc import Iterator
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.queries import people_expected
from madoguchi.core import clock
from madoguchi.municipality.queries import has_contract, openings, sites_in_use
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.home.needs import needs_of


@require_safe
@staff_view()
def home(request: StaffRequest) -> HttpResponse:
    today = clock.today()
    tomorrow = today + timedelta(days=1)
    context: dict[str, object] = {"today": today, "tomorrow": tomorrow, "has_contract": has_contract()}
    if has_contract():
        context["openings"] = [(label, openings(calendar, today, today)[today]) for label, calendar in _calendars()]
        context["needs"] = needs_of(request.actor)
        if takes_bookings() and request.actor.may("bookings.view"):
            context["days"] = [(day, people_expected(request.actor, day)) for day in (today, tomorrow)]
    return render(request, "home/home.html", context)


def _calendars() -> Iterator[tuple[str, str]]:
    yield "電話", "telephone"
    if sites_in_use().exists():  # 004 and 002 answer telephones only
        yield "窓口", "counter"
