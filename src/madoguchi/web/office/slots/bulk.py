"""Many days at once, with one preview over all of them: all or nothing."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from madoguchi.booking.capacity.actions import revise_days, revision_of
from madoguchi.booking.capacity.queries import overview
from madoguchi.booking.history import SLOTS
from madoguchi.booking.models import Slot
from madoguchi.booking.refusals import PeopleWouldLoseTheirPlace
from madoguchi.booking.to_telephone.rules import CallReason
from madoguchi.core.history.record import About
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import contract
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.office.moving.lines import do_what_is_asked
from madoguchi.web.office.slots.forms import BulkForm
from madoguchi.web.office.slots.shown import DayRevised, day_revised, moving_in, seen_as, typed_again
from madoguchi.web.office.slots.views import back_to, site_of

ONE_DAY = timedelta(days=1)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view("slots.edit")
def bulk(request: StaffRequest, code: str) -> HttpResponse:
    site = site_of(code)
    form = BulkForm(request.POST or None)
    if form.is_valid() and request.POST.get("do") != "back":
        with refusal_in(form):
            return _preview_or_do(request, form, site)
    body = contract()
    context = {
        "form": form,
        "site": site,
        "service_from": body.service_from,
        "service_until": body.service_until,
        "breadcrumb": back_to(site),
    }
    return render(request, "office/slots/bulk.html", context)


def _preview_or_do(request: StaffRequest, form: BulkForm, site: Site) -> HttpResponse:
    refused = do_what_is_asked(request, reason=CallReason.CLOSED_DAY)
    before = _published(site, form)
    wanted = {day: form.wanted(slots) for day, slots in before.items()}
    days = [
        day_revised(day, revision_of(site, day, wanted[day]), before=slots, wanted=wanted[day])
        for day, slots in before.items()
    ]
    is_refused = any(day.is_refused for day in days)
    is_seen = request.POST.get("seen") == _mark(days)
    if request.POST.get("do") == "apply" and is_seen and not is_refused:
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                changed = revise_days(site, wanted, by=request.actor, note=form.cleaned_data["note"])
                lifted(About(SLOTS, site.code))
        except PeopleWouldLoseTheirPlace:  # somebody has booked in this very moment: now the preview names them
            return _preview_or_do(request, form, site)
        messages.success(request, f"{changed}日分の予約枠を見直しました。")
        return redirect("office_slots:month", code=site.code)
    context: dict[str, Any] = {
        "days": [day for day in days if day.changes],
        "changed": sum(bool(day.changes) for day in days),
        "untouched": sum(not day.changes for day in days),
        "is_refused": is_refused,
        "moving": moving_in(request, [day.revision for day in days], refused=refused),
        "people_before": sum(day.people_before for day in days),
        "people_after": sum(day.people_after for day in days),
        "seen": _mark(days),
        "has_moved": "seen" in request.POST and not is_seen,
        "site": site,
        "what": form.in_words(),
        "note": form.cleaned_data["note"],
        "typed": typed_again(form),
        "breadcrumb": back_to(site),
    }
    return render(request, "office/slots/preview_bulk.html", context)


def _published(site: Site, form: BulkForm) -> Mapping[date, Sequence[Slot]]:
    """The days asked for that have slots; what is not published yet follows the pattern when it is."""
    first, until = form.cleaned_data["first"], form.cleaned_data["last"] + ONE_DAY
    return {
        seen.day: seen.standing
        for seen in overview(site, first=first, until=until)
        if seen.slots and form.asks_for(seen.day)
    }


def _mark(days: Sequence[DayRevised]) -> str:
    return seen_as([(change.slot.starts_at, change.now, change.then) for day in days for change in day.changes])
