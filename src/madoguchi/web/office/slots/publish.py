"""Publishing by the pattern, by way of a preview of every day."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from madoguchi.booking.capacity.actions import publish_slots
from madoguchi.booking.capacity.changes import preview_of_publishing
from madoguchi.booking.capacity.queries import last_published_day
from madoguchi.core import clock
from madoguchi.municipality.queries import contract
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.office.slots.forms import PeriodForm
from madoguchi.web.office.slots.shown import seen_as, typed_again
from madoguchi.web.office.slots.views import back_to, site_of

ONE_DAY = timedelta(days=1)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view("slots.edit")
def publish(request: StaffRequest, code: str) -> HttpResponse:
    site = site_of(code)
    last = last_published_day(site)
    body = contract()
    first = max((last or clock.today()) + (ONE_DAY if last else timedelta()), clock.today(), body.service_from)
    form = PeriodForm(request.POST or None, initial={"first": first})
    context: dict[str, Any] = {
        "form": form,
        "site": site,
        "last": last,
        "service_from": body.service_from,
        "service_until": body.service_until,
        "breadcrumb": back_to(site),
    }
    if form.is_valid() and request.POST.get("do") != "back":
        first, until = form.cleaned_data["first"], form.cleaned_data["last"] + ONE_DAY
        with refusal_in(form, at="last"):
            days = preview_of_publishing(site, first=first, until=until)
            if request.POST.get("do") == "apply" and request.POST.get("seen") == seen_as(days):
                new = publish_slots(site, first=first, until=until, by=request.actor)
                messages.success(request, f"{new:,}枠を公開しました。")
                return redirect("office_slots:month", code=site.code)
            context |= {
                "days": days,
                "new": sum(day.new for day in days),
                "people": sum(day.people for day in days),
                "days_with_new": sum(bool(day.new) for day in days),
                "seen": seen_as(days),
                "has_moved": "seen" in request.POST,
                "typed": typed_again(form),
            }
            return render(request, "office/slots/preview_publish.html", context)
    return render(request, "office/slots/publish.html", context)
