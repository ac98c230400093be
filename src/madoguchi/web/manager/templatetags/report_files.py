"""The buttons by which a report, or the pack of a meeting, is taken as a file, for whoever may."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from madoguchi.accounts.rights import right
from madoguchi.reports.content import Content
from madoguchi.reports.models import Pack
from madoguchi.web.manager.reports.files.forms import FORMS

register = template.Library()


@register.inclusion_tag("manager/reports/files/_take.html", takes_context=True)
def report_files(context: Context, number: int, content: Content) -> dict[str, Any]:
    url = (
        reverse("manager:report_version_file", args=[number, content.version])
        if not content.is_draft
        else reverse("manager:report_draft_file", args=[number])
    )
    return _take(context, url)


@register.inclusion_tag("manager/reports/files/_take.html", takes_context=True)
def pack_files(context: Context, pack: Pack) -> dict[str, Any]:
    return _take(context, reverse("manager:pack_file", args=[pack.meeting_id, pack.version]))


def _take(context: Context, url: str) -> dict[str, Any]:
    request = context["request"]
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "file_url": url,
        "file_forms": [(key, form.label) for key, form in FORMS.items()]
        if request.actor.may(right("reports", "export"))
        else [],
    }
