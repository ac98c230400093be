"""FAQ-06: the regular report, by the month."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.accounts.disclosure import record_export
from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.knowledge.articles.rules import MAY_EDIT, MAY_VIEW
from madoguchi.knowledge.exchange.formats import FORMS
from madoguchi.knowledge.exchange.rules import MAY_EXPORT
from madoguchi.knowledge.models import UsageReport
from madoguchi.knowledge.usage.actions import draft_report, hand_over, write_proposals
from madoguchi.knowledge.usage.history import USAGE_REPORT
from madoguchi.knowledge.usage.queries import reports_visible_to
from madoguchi.knowledge.usage.rules import MonthFigures, lists_of, month_before, rows_of, sections_of
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.knowledge.forms import one_end
from madoguchi.web.knowledge.usage.forms import HandOverForm, ProposalForm


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def reports(request: StaffRequest) -> HttpResponse:
    known = reports_visible_to(request.actor)
    last = month_before(clock.today())
    context = {
        "table": Table(
            COLUMNS,
            known,
            request,
            caption="月ごとの報告",
            empty="まだ報告はありません",
            empty_hint="月が替わると、前の月の報告の案が自動でできます。",
        ),
        "missing": f"{last:%Y-%m}" if request.actor.may(MAY_EDIT) and not known.filter(month=last).exists() else "",
    }
    return render(request, "knowledge/usage/reports.html", context)


COLUMNS = (
    Column(
        "month",
        "月",
        lambda one: f"{one.month:%Y年%-m月}",
        url=lambda one: reverse("knowledge:usage_report", args=[str(one)]),
        is_header=True,
    ),
    Column("drafted_at", "数字をまとめた日時", lambda one: f"{clock.in_tokyo(one.drafted_at):%Y-%m-%d %H:%M}"),
    Column("proposals", "改善の提案", lambda one: "あり" if one.proposals else "—"),
    Column("handed_on", "市に渡した日", lambda one: f"{one.handed_on:%Y-%m-%d}" if one.handed_on else "—"),
)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def report(request: StaffRequest, month: str) -> HttpResponse:
    return _page(request, _report_or_404(request, month))


def _page(
    request: StaffRequest,
    found: UsageReport,
    proposals: ProposalForm | None = None,
    handing: HandOverForm | None = None,
) -> HttpResponse:
    figures = MonthFigures.from_json(found.figures)
    is_open = request.actor.may(MAY_EDIT) and found.handed_on is None
    wrong = next((form for form in (proposals, handing) if form is not None), None)
    context = {
        "report": found,
        "form": wrong,
        "sections": sections_of(figures),
        "lists": [(label, counted) for label, counted in lists_of(figures) if counted],
        "proposals": (proposals or ProposalForm(initial={"proposals": found.proposals})) if is_open else None,
        "handing": (handing or HandOverForm()) if is_open else None,
        "forms": FORMS if request.actor.may(MAY_EXPORT) else {},
        "handed_by": names_by_key({found.handed_by}).get(found.handed_by, found.handed_by),
        "breadcrumb": [("利用状況の報告", reverse("knowledge:usage_reports"))],
    }
    return render(request, "knowledge/usage/report.html", context)


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def propose(request: StaffRequest, month: str) -> HttpResponse:
    found = _report_or_404(request, month)
    form = ProposalForm(request.POST)
    if not form.is_valid():
        return _page(request, found, proposals=form)

    def act() -> None:
        with form.guard_lifted(by=request.actor) as lifted:
            write_proposals(found, one_end(form.cleaned_data["proposals"]), by=request.actor)
            lifted(About(USAGE_REPORT, str(found)))

    return _do(request, month, act, "改善の提案を保存しました。")


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def handed(request: StaffRequest, month: str) -> HttpResponse:
    found = _report_or_404(request, month)
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return _page(request, found, handing=form)
    typed = form.cleaned_data

    def act() -> None:
        hand_over(found, on=typed["handed_on"], note=typed["handed_note"], by=request.actor)

    return _do(request, month, act, "市に渡したことを記録しました。")


@require_POST
@staff_view(MAY_EDIT)
def draft_anew(request: StaffRequest, month: str) -> HttpResponse:
    day = _month_or_404(month)
    return _do(request, month, lambda: draft_report(day, by=request.actor), "数字をまとめました。")


@never_cache
@require_POST
@staff_view(MAY_EXPORT)
def file(request: StaffRequest, month: str) -> HttpResponse:
    found = _report_or_404(request, month)
    form = FORMS.get(request.POST.get("form", ""))
    if form is None:
        raise Http404
    headings, rows = rows_of(MonthFigures.from_json(found.figures), found.proposals)
    try:
        content = form.write(headings, rows)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("knowledge:usage_report", month)
    record_export("faq", by=request.actor, rows=len(rows), form=request.POST["form"], facts={"month": month})
    answer = HttpResponse(content, content_type=form.content_type)
    answer["Content-Disposition"] = f'attachment; filename="faq-usage-{month}.{form.ending}"'
    return answer


def _do(request: StaffRequest, month: str, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, refusal.message)
        known = reports_visible_to(request.actor).filter(month=_month_or_404(month)).exists()
        return redirect("knowledge:usage_report", month) if known else redirect("knowledge:usage_reports")
    messages.success(request, said)
    return redirect("knowledge:usage_report", month)


def _report_or_404(request: StaffRequest, month: str) -> UsageReport:
    return get_object_or_404(reports_visible_to(request.actor), month=_month_or_404(month))


def _month_or_404(month: str) -> date:
    try:
        return clock.month_of(month)
    except ValueError as error:
        raise Http404 from error
