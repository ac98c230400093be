"""The day at the counter: who comes when, as it stands this second."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from madoguchi.accounts.disclosure import record_search
from madoguchi.booking.queries import takes_bookings
from madoguchi.core import clock
from madoguchi.web.city.day_list import day_list, day_topic
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm


class DayForm(FrameForm):
    day = TolerantDateField(label="日付")


@require_safe
@staff_view("bookings.view")
def today(request: StaffRequest) -> HttpResponse:
    """Today's list, or that of the day which was asked for."""
    form = DayForm(request.GET if "day" in request.GET else None)
    if form.is_valid():
        return redirect("city:day", day=form.cleaned_data["day"])
    if form.errors:
        messages.error(request, str(form.errors["day"][0]))
    return redirect("city:day", day=clock.today())


@require_safe
@staff_view("bookings.view")
def day(request: StaffRequest, day: date) -> HttpResponse:
    if not takes_bookings():
        raise Http404
    shown = day_list(day, request.actor)
    record_search("bookings", by=request.actor, found=shown.people, facts={"day": day.isoformat()})
    context: dict[str, Any] = {
        "shown": shown,
        "topic": day_topic(day),
        "previous_day": day - timedelta(days=1),
        "next_day": day + timedelta(days=1),
        "is_today": day == clock.today(),
    }
    return render(request, "city/day.html", context)
