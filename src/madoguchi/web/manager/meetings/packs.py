"""The pack of a meeting: put together by a button, read as it was laid on the table."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.core import clock
from madoguchi.metrics.past.shapes import Period
from madoguchi.reports.meetings.actions import make_pack
from madoguchi.reports.meetings.months import spoken_of
from madoguchi.reports.meetings.queries import packs_visible_to
from madoguchi.reports.queries import MAY_ISSUE, MAY_VIEW, title_of
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.manager.meetings.forms import PackForm
from madoguchi.web.manager.meetings.views import crumbs, meeting_or_404, page
from madoguchi.web.manager.reports.files.refusals import NotAsIssued
from madoguchi.web.manager.reports.files.views import MAY_TAKE, given
from madoguchi.web.manager.reports.shown import sections_of


@never_cache
@require_POST
@staff_view(MAY_ISSUE)
def make(request: StaffRequest, number: int) -> HttpResponse:
    found = meeting_or_404(request.actor, number)
    form = PackForm(request.POST, period=spoken_of(clock.in_tokyo(found.starts_at).date()))
    if form.is_valid():
        with refusal_in(form):
            pack = make_pack(found, Period(**form.cleaned_data), by=request.actor)
            messages.success(request, "資料をまとめました。市の画面にも出ています。")
            return redirect("manager:pack", number=found.pk, version=pack.version)
    return page(request, found, packing=form)


@require_POST
@staff_view(MAY_TAKE)
def pack_file(request: StaffRequest, number: int, version: int) -> HttpResponse:
    found = get_object_or_404(packs_visible_to(request.actor), meeting=number, version=version)
    back = reverse("manager:pack", args=[number, version])
    if not found.is_intact:
        messages.error(request, NotAsIssued.message)
        return redirect(back)
    return given(request, found.as_issued, {"meeting": number, "pack_version": version}, back)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def pack(request: StaffRequest, number: int, version: int) -> HttpResponse:
    meeting = meeting_or_404(request.actor, number)
    found = get_object_or_404(packs_visible_to(request.actor), meeting=meeting, version=version)
    content = found.as_issued
    issues = found.issues.select_related("report").defer("content").order_by("report__code", "version")
    context = {
        "breadcrumb": crumbs((found.meeting.name, reverse("manager:meeting", args=[number]))),
        "title": f"{content.title} 第{found.version}版（{content.period_words}）",
        "pack": found,
        "content": content,
        "sections": sections_of(content),
        "issues": [(title_of(one.report), one) for one in issues],
        "is_newest": not packs_visible_to(request.actor).filter(meeting=number, version__gt=version).exists(),
    }
    return render(request, "manager/meetings/pack.html", context)
