"""The ledger of peaks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.planning.forecast.looking_back import last_notice_seen, peaks_seen
from madoguchi.planning.peaks.actions import about, change_peak, drop_peak, enter_peak
from madoguchi.planning.peaks.models import Peak
from madoguchi.planning.peaks.queries import MAY_EDIT, MAY_VIEW, peaks_visible_to, proposed_for, reminders_on
from madoguchi.planning.size import size_on
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.manager.staffing.plan.forms import PeakForm

SHOWN = 60


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def ledger(request: StaffRequest) -> HttpResponse:
    today = clock.today()
    context = {
        "peaks": peaks_seen(peaks_visible_to(request.actor)[:SHOWN]),
        "shown": SHOWN,
        "today": today,
        "reminders": reminders_on(today),
        "size": size_on(today),
        "may_edit": request.actor.may(MAY_EDIT),
        "breadcrumb": [("要員計画", reverse("manager:plan"))],
    }
    return render(request, "manager/plan/peaks.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def new(request: StaffRequest) -> HttpResponse:
    return _written(request, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def peak(request: StaffRequest, pk: int) -> HttpResponse:
    """Whoever may not change it, or when it is called off, reads it."""
    found = get_object_or_404(peaks_visible_to(request.actor), pk=pk)
    if request.method == "POST" or (request.actor.may(MAY_EDIT) and not found.dropped_at):
        return _written(request, found)
    seen = peaks_seen([found])[0]
    names = names_by_key({found.made_by})
    context = {"peak": found, "seen": seen, "by": names.get(found.made_by, found.made_by), "breadcrumb": _above()}
    return render(request, "manager/plan/peak.html", context)


def _written(request: StaffRequest, peak: Peak | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = PeakForm(data, proposed=proposed_for(clock.today()), peak=peak)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            entry = form.entry()
            kept = change_peak(peak, entry, by=request.actor) if peak else enter_peak(entry, by=request.actor)
            lifted(about(kept))
            done = f"「{kept.name}」を登録しました。{kept.begins_on.month}月{kept.begins_on.day}日からの予測に入ります。"
            messages.success(request, done)
            return redirect("manager:plan_peaks")
    context = {"form": form, "peak": peak, "last": last_notice_seen(), "breadcrumb": _above()}
    return render(request, "manager/plan/peak_form.html", context)


@require_POST
@staff_view(MAY_EDIT)
def drop(request: StaffRequest, pk: int) -> HttpResponse:
    with saying(request, "取りやめました。予測から除きます。"):
        drop_peak(get_object_or_404(peaks_visible_to(request.actor), pk=pk), by=request.actor)
    return redirect("manager:plan_peaks")


def _above() -> list[tuple[str, str]]:
    return [("要員計画", reverse("manager:plan")), ("入電の山", reverse("manager:plan_peaks"))]
