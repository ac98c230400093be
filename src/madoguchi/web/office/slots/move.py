"""Everybody who is booked on a day, moved to other days: before it is closed, or after it had to be."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.booking.capacity.queries import bookings_with_places, slots_on_day
from madoguchi.booking.rules import BookingState
from madoguchi.booking.to_telephone.rules import CallReason
from madoguchi.municipality.queries import agreed_closures
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.office.moving.lines import do_what_is_asked, moving_of
from madoguchi.web.office.slots.views import back_to, site_of

# Who has come already is not moved.
STANDING = (BookingState.HELD, BookingState.BOOKED)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view("slots.edit")
def move_day(request: StaffRequest, code: str, day: date) -> HttpResponse:
    site = site_of(code)
    refused = do_what_is_asked(request, reason=CallReason.CLOSED_DAY) if request.method == "POST" else {}
    slots = list(slots_on_day(day, site=site))
    bookings = list(bookings_with_places(slots).filter(state__in=STANDING).prefetch_related("visitors__procedure"))
    context: dict[str, Any] = {
        "site": site,
        "day": day,
        "moving": moving_of(request, bookings, avoid={slot.pk for slot in slots}, refused=refused),
        "is_closed": day in agreed_closures("counter", day, day, site),
        "breadcrumb": back_to(site, day),
    }
    return render(request, "office/slots/move_day.html", context)
