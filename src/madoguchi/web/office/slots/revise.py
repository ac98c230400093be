"""A day made otherwise, always by way of a preview; and places of a slot that are given elsewhere."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.booking.capacity.actions import block_places, revise_day, revision_of
from madoguchi.booking.capacity.changes import slots_to_start_from
from madoguchi.booking.capacity.queries import bookings_with_places, slots_on_day
from madoguchi.booking.capacity.rules import who_must_leave
from madoguchi.booking.history import SLOTS
from madoguchi.booking.models import BlockedPlaces, Slot
from madoguchi.booking.refusals import PeopleWouldLoseTheirPlace
from madoguchi.booking.to_telephone.rules import CallReason
from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import contract, sites_in_use
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.office.moving.lines import Moving, do_what_is_asked, moving_of
from madoguchi.web.office.slots.forms import BlockForm, DayForm
from madoguchi.web.office.slots.shown import DayRevised, day_revised, moving_in, seen_as, typed_again
from madoguchi.web.office.slots.views import back_to, site_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
@staff_view("slots.edit")
def revise(request: StaffRequest, code: str, day: date) -> HttpResponse:
    site = site_of(code)
    if day < clock.today() or not contract().covers(day):
        raise Http404
    form = DayForm(request.POST or None, slots=slots_to_start_from(site, day))
    if form.is_valid() and request.POST.get("do") != "back":
        with refusal_in(form):
            return _preview_or_do(request, form, site, day)
    context = {"form": form, "site": site, "day": day, "breadcrumb": back_to(site, day)}
    return render(request, "office/slots/revise.html", context)


def _preview_or_do(request: StaffRequest, form: DayForm, site: Site, day: date) -> HttpResponse:
    refused = do_what_is_asked(request, reason=CallReason.CLOSED_DAY)
    wanted = form.wanted(site, day)
    before = [slot for slot in slots_on_day(day, site=site) if not slot.is_withdrawn]
    shown = day_revised(day, revision_of(site, day, wanted), before=before, wanted=wanted)
    is_seen = request.POST.get("seen") == _mark(shown)
    if request.POST.get("do") == "apply" and is_seen and not shown.is_refused:
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                revise_day(site, day, wanted, by=request.actor, note=form.cleaned_data["note"])
                lifted(About(SLOTS, site.code))
        except PeopleWouldLoseTheirPlace:  # somebody has booked in this very moment: now the preview names them
            return _preview_or_do(request, form, site, day)
        messages.success(request, f"{day.month}月{day.day}日の予約枠を見直しました。")
        return redirect("office_slots:day", code=site.code, day=day)
    context: dict[str, Any] = {
        "shown": shown,
        "moving": moving_in(request, [shown.revision], refused=refused),
        "seen": _mark(shown),
        "has_moved": "seen" in request.POST and not is_seen,
        "site": site,
        "day": day,
        "note": form.cleaned_data["note"],
        "typed": typed_again(form),
        "breadcrumb": back_to(site, day),
    }
    return render(request, "office/slots/preview_day.html", context)


def _mark(shown: DayRevised) -> str:
    return seen_as([(change.slot.starts_at, change.now, change.then) for change in shown.changes])


@FORM
@staff_view("slots.edit")
def places(request: StaffRequest, pk: int) -> HttpResponse:
    slot = get_object_or_404(Slot.objects.select_related("site").filter(site__in=sites_in_use()), pk=pk)
    site_of(slot.site.code)
    starts_at = clock.in_tokyo(slot.starts_at)
    day = starts_at.date()
    known = BlockedPlaces.objects.filter(slot=slot).first()
    initial = {"people": slot.people_blocked, "note": known.note if known else ""}
    form = BlockForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {"form": form, "slot": slot, "day": day, "breadcrumb": back_to(slot.site, day)}
    refused = do_what_is_asked(request, reason=CallReason.CLOSED_DAY) if request.method == "POST" else {}
    if form.is_valid():
        people, note = form.cleaned_data["people"], form.cleaned_data["note"]
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                block_places(slot, people=people, note=note, by=request.actor)
                lifted(About(SLOTS, slot.site.code))
        except PeopleWouldLoseTheirPlace as refusal:
            form.add_error("people", refusal.message)
            slot.refresh_from_db()
            context["moving"] = _moving_out_of(request, slot, people, refused)
            context["typed"] = typed_again(form)
        else:
            messages.success(request, f"{starts_at:%H:%M}の枠のうち、予約外に当てる人数を変えました。")
            return redirect(reverse("office_slots:day", args=[slot.site.code, day]))
    return render(request, "office/slots/places.html", context)


def _moving_out_of(request: StaffRequest, slot: Slot, blocked: int, refused: Mapping[str, str]) -> Moving:
    bookings = list(bookings_with_places([slot]).prefetch_related("visitors__procedure"))
    in_order = [(one.number, one.places.people) for one in bookings if one.number]
    over = slot.people_taken - (slot.people_limit - blocked)
    leaving = who_must_leave(in_order, people_over=over, bookings_over=0)
    return moving_of(request, bookings, avoid={slot.pk}, refused=refused, leaving=leaving)
