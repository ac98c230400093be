"""公表用の統計: calls, times and people placed by month and by hour, to be published or tendered with (REP-28)."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.accounts.disclosure import record_export
from madoguchi.core import clock
from madoguchi.metrics.past.shapes import Period
from madoguchi.reports.at_hand import months_written_as
from madoguchi.reports.content import Content
from madoguchi.reports.publication import PUBLICATION, publication_of
from madoguchi.reports.schedule import Cycle, in_words, period_before, period_of
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.manager.reports.files.forms import FORMS, file_of
from madoguchi.web.manager.reports.files.refusals import NoPdfHere
from madoguchi.web.manager.reports.shown import sections_of

MAY_SEE, MAY_TAKE = "figures.view", "figures.export"
YEARS_OFFERED, MONTHS_OFFERED = 5, 13


class PeriodForm(FrameForm):
    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["period"] = forms.ChoiceField(label="期間", choices=_offered())


@never_cache
@require_safe
@staff_view(MAY_SEE)
def published(request: StaffRequest) -> HttpResponse:
    form = PeriodForm(request.GET if "period" in request.GET else {"period": _offered()[0][0]})
    if not form.is_valid():
        raise Http404
    written = form.cleaned_data["period"]
    content = _content(written)
    context = {
        "form": form,
        "period": written,
        "content": content,
        "sections": sections_of(content),
        "is_over": content.period.last < clock.today(),
        "file_url": reverse("manager:published_file", args=[written]),
        "file_forms": [(key, one.label) for key, one in FORMS.items()] if request.actor.may(MAY_TAKE) else [],
    }
    return render(request, "manager/reports/files/published.html", context)


@require_POST
@staff_view(MAY_TAKE)
def published_file(request: StaffRequest, period: str) -> HttpResponse:
    kind = request.POST.get("form", "")
    if kind not in FORMS:
        raise Http404
    content = _content(period)
    try:
        made = file_of(content, kind)
    except NoPdfHere as refusal:
        messages.error(request, refusal.message)
        return redirect(f"{reverse('manager:published')}?period={period}")
    record_export("figures", by=request.actor, rows=1, form=kind, facts={"report": PUBLICATION, "period": period})
    response = HttpResponse(made.content, content_type=made.content_type)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


def _content(written: str) -> Content:
    try:
        return publication_of(months_written_as(written))
    except ValueError as error:
        raise Http404 from error


def _offered() -> list[tuple[str, str]]:
    """The month before first, then those before it; the years from April."""
    month = period_before(Cycle.MONTHLY, period_of(Cycle.MONTHLY, clock.today()))
    months, years = (
        _back(Cycle.MONTHLY, month, MONTHS_OFFERED),
        _back(Cycle.YEARLY, period_of(Cycle.YEARLY, clock.today()), YEARS_OFFERED),
    )
    return [
        *((f"{one.first:%Y-%m}", in_words(Cycle.MONTHLY, one)) for one in months),
        *((f"{one.first:%Y}", in_words(Cycle.YEARLY, one)) for one in years),
    ]


def _back(cycle: Cycle, period: Period, count: int) -> list[Period]:
    found: list[Period] = []
    while len(found) < count and period.first > date(2020, 1, 1):
        found.append(period)
        period = period_before(cycle, period)
    return found
