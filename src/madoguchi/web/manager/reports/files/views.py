"""A report leaves as a file: what was issued, to the letter; a draft, which says on every page that it is one."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from madoguchi.accounts.disclosure import record_export
from madoguchi.accounts.rights import right
from madoguchi.reports.at_hand import draft_for_reading
from madoguchi.reports.content import Content
from madoguchi.reports.queries import MAY_EDIT, issues_visible_to, reports_visible_to, sees_issued_only
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.manager.reports.files.forms import FORMS, file_of
from madoguchi.web.manager.reports.files.refusals import NoPdfHere, NotAsIssued

MAY_TAKE = right("reports", "export")


class TakeForm(FrameForm):
    form = forms.ChoiceField(label="形式", choices=[(key, one.label) for key, one in FORMS.items()])


@require_POST
@staff_view(MAY_TAKE)
def version_file(request: StaffRequest, number: int, version: int) -> HttpResponse:
    report = get_object_or_404(reports_visible_to(request.actor), pk=number)
    issue = get_object_or_404(issues_visible_to(request.actor), report=report, version=version)
    back = reverse("manager:report_version", args=[number, version])
    if not issue.is_intact:
        messages.error(request, NotAsIssued.message)
        return redirect(back)
    return given(request, issue.as_issued, {"report": number, "version": version}, back)


@require_POST
@staff_view(MAY_TAKE)
def draft_file(request: StaffRequest, number: int) -> HttpResponse:
    report = get_object_or_404(reports_visible_to(request.actor), pk=number)
    is_ours = request.actor.may(MAY_EDIT) and not sees_issued_only(request.actor)
    content = draft_for_reading(report) if is_ours else None
    if content is None:
        raise Http404
    return given(request, content, {"report": number, "version": 0}, reverse("manager:report", args=[number]))


def given(
    request: StaffRequest, content: Content, facts: dict[str, object], back: str, *, subject: str = "reports"
) -> HttpResponse:
    """In the form that was asked for; on record before it is sent."""
    form = TakeForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        made = file_of(content, form.cleaned_data["form"])
    except NoPdfHere as refusal:
        messages.error(request, refusal.message)
        return redirect(back)
    record_export(subject, by=request.actor, rows=1, form=form.cleaned_data["form"], facts=facts)
    response = HttpResponse(made.content, content_type=made.content_type)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response
