"""Help at the counter: what somebody asked for, and what was given (LNG-07)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.booking.accommodation.actions import record_accommodation
from madoguchi.booking.actions import MAY_BOOK
from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking
from madoguchi.core.history.record import About
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.bookings.views import address, booking_or_404, place_of_work
from madoguchi.web.frame.contact_fields import accommodation_fields
from madoguchi.web.frame.forms import FrameForm


class AccommodationForm(FrameForm):
    may_override = True
    autofill = False

    def __init__(self, data: Any = None, *, booking: Booking) -> None:
        asked = accommodation_fields(kept=booking.accommodation)
        given = accommodation_fields(kept=booking.accommodation_given)["accommodation"]
        asked["accommodation"].label, given.label = "希望する手助け", "行った手助け"
        asked["accommodation"].help_text = given.help_text = ""
        self.base_fields = {**asked, "accommodation_given": given}  # type: ignore[misc]  # made for this booking
        super().__init__(data, initial={name: getattr(booking, name) for name in self.base_fields})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_BOOK)
def accommodation(request: StaffRequest, number: str) -> HttpResponse:
    found = booking_or_404(number, request.actor)
    form = AccommodationForm(request.POST if request.method == "POST" else None, booking=found)
    if form.is_valid():
        typed = form.cleaned_data
        with form.guard_lifted(by=request.actor) as lifted:
            record_accommodation(
                found,
                asked=typed["accommodation"],
                note=typed["accommodation_note"],
                given=typed["accommodation_given"],
                by=request.actor,
            )
            lifted(About(BOOKING, number))
        messages.success(request, "窓口での手助けを記録しました。")
        return redirect(address(request, "booking", number))
    context = {"booking": found, "ns": place_of_work(request), "form": form}
    return render(request, "frame/bookings/accommodation.html", context)
