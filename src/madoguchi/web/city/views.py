"""The day at the counter: who comes when, as it stands this second."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from madoguchi.accounts.disclosure import record_search
from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.counter.actions import MAY_SERVE
from madoguchi.booking.rules import BookingState
from madoguchi.core import clock
from madoguchi.web.city.day_list import day_list, day_topic
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.bookings.views import apply_state, booking_or_404
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


@require_POST
@staff_view(MAY_SERVE)
def check_in(request: StaffRequest, day: date) -> HttpResponse:
    """A button of the list. The form stands outside its live part, so that pushing a new list breaks no token."""
    to, _, number = request.POST.get("press", "").partition(":")
    if to not in (BookingState.ARRIVED, BookingState.NO_SHOW):
        raise Http404
    apply_state(request, booking_or_404(number, request.actor), BookingState(to))
    return redirect("city:day", day=day)
