"""議事録 (REP-26): written, handed in, and read word for word."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_view
from madoguchi.reports.meetings.actions import hand_in_minutes, write_minutes
from madoguchi.reports.meetings.history import about
from madoguchi.reports.meetings.queries import minutes_visible_to, newest_minutes
from madoguchi.reports.queries import MAY_EDIT, MAY_ISSUE, MAY_VIEW
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.frame.seen import newer_beside
from madoguchi.web.manager.meetings.forms import MinutesForm
from madoguchi.web.manager.meetings.views import crumbs, meeting_or_404, page
from madoguchi.web.manager.reports.forms import HandedForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def write(request: StaffRequest, number: int) -> HttpResponse:
    found = meeting_or_404(request.actor, number)
    newest = newest_minutes(found)
    form = MinutesForm(request.POST if request.method == "POST" else None, newest=newest)
    if form.is_valid():
        with refusal_in(form), newer_beside(form), form.guard_lifted(by=request.actor) as lifted:
            typed = form.cleaned_data
            written = write_minutes(
                found, form.written, reason=typed.get("reason", ""), seen=typed["seen"], by=request.actor
            )
            lifted(about(found.pk))
            messages.success(request, f"議事録 第{written.version}版を保存しました。")
            return redirect("manager:meeting", number=found.pk)
    context = {
        "form": form,
        "heading": "議事録を書く" if newest is None else "議事録を直す",
        "breadcrumb": crumbs((found.name, reverse("manager:meeting", args=[found.pk]))),
        "button": "保存する",
    }
    return render(request, "manager/meetings/form.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def version(request: StaffRequest, number: int, version: int) -> HttpResponse:
    seen = minutes_visible_to(request.actor).filter(meeting=meeting_or_404(request.actor, number))
    found = get_object_or_404(seen, version=version)
    record_view(about(number), by=request.actor)
    context = {
        "breadcrumb": crumbs((found.meeting.name, reverse("manager:meeting", args=[number]))),
        "title": f"{found.meeting.name} 議事録 第{found.version}版",
        "minutes": found,
        "is_newest": not seen.filter(version__gt=version).exists(),
    }
    return render(request, "manager/meetings/minutes.html", context)


@never_cache
@require_POST
@staff_view(MAY_ISSUE)
def hand_in(request: StaffRequest, number: int) -> HttpResponse:
    found, form = meeting_or_404(request.actor, number), HandedForm(request.POST)
    if form.is_valid():
        with refusal_in(form):
            hand_in_minutes(found, **form.handed, by=request.actor)
            messages.success(request, "提出を記録しました。この版は、もう変わりません。")
            return redirect("manager:meeting", number=found.pk)
    return page(request, found, handing=form)
