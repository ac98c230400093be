"""The pattern by which a site's days are published: shown as a week, changed from a day on."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.booking.capacity.queries import booking_window
from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.core.preset import PresetRefused
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.history import SETTING
from madoguchi.municipality.queries import planned_changes, sites_in_use, values_of
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.office.slots.pattern_forms import PatternForm, week_of
from madoguchi.web.office.slots.views import back_to, site_of

MAY_CHANGE = "settings.edit"


@require_safe
@staff_view("slots.view")
def pattern(request: StaffRequest, code: str) -> HttpResponse:
    site = site_of(code)
    booking = values_of("booking", clock.today())
    own = [band for band in booking["bands"] if band.site == site.code]
    context: dict[str, Any] = {
        "site": site,
        "week": list(week_of(own or [band for band in booking["bands"] if not band.site])),
        "weekdays": clock.WEEKDAYS,
        "is_own": bool(own),
        "window": booking_window(site, today=clock.today()),
        "share": booking,
        "planned": sorted({row.effective_on for row in planned_changes().filter(key__startswith="booking.")}),
        "may_edit": request.actor.may(MAY_CHANGE),
        "breadcrumb": back_to(site),
    }
    return render(request, "office/slots/pattern.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_CHANGE)
def change(request: StaffRequest, code: str) -> HttpResponse:
    site = site_of(code)
    form = PatternForm(request.POST or None, site=site)
    if form.is_valid():
        day = form.cleaned_data["effective_on"]
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                changed = change_settings(
                    form.changes(), by=request.actor, effective_on=day, note=form.cleaned_data["note"]
                )
                for row in changed:
                    lifted(About(SETTING, row.key))
        except PresetRefused as refusal:
            for problem in refusal.problems:
                form.add_error(None, problem.reason)
        except Refusal as refusal:
            form.add_error("effective_on", refusal.message)
        else:
            said = (
                f"{day.year}年{day.month}月{day.day}日から変えることにしました。"
                if changed
                else "変わるところはありません。"
            )
            messages.success(request, said)
            return redirect("office_slots:pattern", code=site.code)
    context: dict[str, Any] = {
        "form": form,
        "site": site,
        "has_other_sites": sites_in_use().exclude(pk=site.pk).exists() or form["only_here"].value(),
        "breadcrumb": [*back_to(site), ("時間帯の型", reverse("office_slots:pattern", args=[site.code]))],
    }
    return render(request, "office/slots/pattern_form.html", context)
