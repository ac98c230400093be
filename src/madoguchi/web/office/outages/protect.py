"""Places of a day, protected for whoever an outage touches."""

from datetime import date, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.booking.capacity.queries import slots_on_day
from madoguchi.booking.models import Slot
from madoguchi.booking.outages.places import MAY_PROTECT, protect_places, protected_in
from madoguchi.core import clock
from madoguchi.municipality.queries import sites_in_use
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.office.outages.forms import ProtectForm
from madoguchi.web.office.outages.views import back_home, only_where_bookings_are_taken
from madoguchi.web.office.slots.views import site_of


@require_safe
@staff_view(MAY_PROTECT)
def first_day(request: StaffRequest) -> HttpResponse:
    """The next day that has places."""
    only_where_bookings_are_taken()
    later = Slot.objects.filter(
        starts_at__gte=clock.start_of(clock.today() + timedelta(days=1)), site__in=sites_in_use()
    )
    first = later.select_related("site").order_by("starts_at", "site").first()
    if first is None:
        messages.info(request, "まだ予約枠を公開していません。先に予約枠を公開してください。")
        return redirect("office_outages:home")
    return redirect("office_outages:protect", code=first.site.code, day=clock.in_tokyo(first.starts_at).date())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_PROTECT)
def places(request: StaffRequest, code: str, day: date) -> HttpResponse:
    site, now = site_of(code), clock.now()
    if day < clock.today():
        raise Http404
    slots = [slot for slot in slots_on_day(day, site=site) if not slot.is_withdrawn and slot.starts_at > now]
    rows = [(slot.pk, f"{clock.in_tokyo(slot.starts_at):%H:%M}", protected_in(slot, now=now)) for slot in slots]
    form = ProtectForm(request.POST or None, rows=rows, initial=_release(day, slots))
    if form.is_valid():
        with refusal_in(form):
            changed = protect_places(
                form.people_by_slot(),
                until=form.until(),
                adds_places=form.cleaned_data["adds_places"],
                by=request.actor,
            )
            messages.success(
                request, f"{changed}枠の、確保する人数を変えました。" if changed else "変わるところはありません。"
            )
            return redirect("office_outages:protect", code=code, day=day)
    context: dict[str, Any] = {
        "form": form,
        "site": site,
        "sites": sites_in_use(),
        "day": day,
        "rows": [(slot, form[f"people_{slot.pk}"], _free(slot), protected_in(slot, now=now)) for slot in slots],
        "previous_day": day - timedelta(days=1) if day > clock.today() else None,
        "next_day": day + timedelta(days=1),
        "breadcrumb": back_home(),
    }
    return render(request, "office/outages/protect.html", context)


def _release(day: date, slots: list[Slot]) -> dict[str, Any]:
    """What is proposed: the evening before, and when that is over, as late as the last of them begins."""
    evening = clock.moment(day - timedelta(days=1), time(17))
    at = clock.in_tokyo(slots[-1].starts_at) if slots and evening <= clock.now() else evening
    return {"until_day": at.date(), "until_time": f"{at:%H:%M}"}


def _free(slot: Slot) -> int:
    return max(slot.people_limit - slot.people_blocked - slot.people_taken, 0)
