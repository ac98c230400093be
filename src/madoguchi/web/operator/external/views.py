"""外部の予約システムの記録: one form, one search, one month beside the other."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.accounts.disclosure import record_export, record_search, record_view
from madoguchi.booking.external.actions import (
    MAY_RECORD,
    correct_external,
    read_months,
    record_external,
    tell_months,
    withdraw_external,
)
from madoguchi.booking.external.history import EXTERNAL
from madoguchi.booking.external.models import ExternalRecord
from madoguchi.booking.external.queries import (
    MAY_VIEW,
    in_month,
    keeps_external_records,
    months,
    records_visible_to,
    with_number,
)
from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.csv_file import csv_lines
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.operator.external.forms import FindRecordForm, MonthsForm, RecordForm

MAY_EXPORT = "external.export"
MOST_HITS = 100
RECENT = 20


def _at(kept: ExternalRecord) -> str:
    return f"{clock.in_tokyo(kept.recorded_at):%Y-%m-%d %H:%M}"


def _visit(kept: ExternalRecord) -> str:
    return f"{clock.in_tokyo(kept.visit_at):%Y-%m-%d %H:%M}" if kept.visit_at else ""


def _procedures(kept: ExternalRecord) -> str:
    return "、".join(procedure.label_ja for procedure in kept.procedures.all())


def _outcome(kept: ExternalRecord) -> str:
    reason = f"（{kept.get_reason_display()}）" if kept.reason else ""
    return f"{kept.get_outcome_display()}{reason}{'［取下げ］' if kept.withdrawn_at else ''}"


COLUMNS = (
    Column(
        "recorded_at",
        "記録した日時",
        _at,
        is_header=True,
        url=lambda kept: reverse("operator:external_record", args=[kept.once_key]),
    ),
    Column("outcome", "したこと", _outcome),
    Column("number", "受付番号", lambda kept: kept.number or "—"),
    Column("visit_at", "予約の日時", lambda kept: _visit(kept) or "—"),
    Column("procedures", "手続き", lambda kept: _procedures(kept) or "—"),
    Column("people", "人数", lambda kept: f"{kept.people}人", numeric=True),
)
IN_FILE = (
    ("記録した日時", _at),
    ("したこと", lambda kept: kept.get_outcome_display()),
    ("予約できなかった理由", lambda kept: kept.get_reason_display() if kept.reason else ""),
    ("受付番号", lambda kept: kept.number),
    ("予約の日時", _visit),
    ("手続き", _procedures),
    ("人数", lambda kept: str(kept.people)),
    ("メモ", lambda kept: kept.note),
    ("記録した人", lambda kept: kept.recorded_by),
    ("取下げ", lambda kept: "取下げ" if kept.withdrawn_at else ""),
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def external(request: StaffRequest) -> HttpResponse:
    """The form for this call, and what was recorded last."""
    _only_in_external_mode()
    form: RecordForm | None = None
    if request.actor.may(MAY_RECORD):
        form = RecordForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and _record(request, form):
            return redirect("operator:external")
    recent = list(records_visible_to(request.actor)[:RECENT])
    record_search("external", by=request.actor, found=len(recent))
    context: dict[str, Any] = {
        "form": form,
        "find_form": FindRecordForm(),
        "table": Table(COLUMNS, recent, request, caption="新しい記録", empty="まだ記録はありません"),
    }
    return render(request, "operator/external/external.html", context)


def _record(request: StaffRequest, form: RecordForm) -> bool:
    with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
        kept = record_external(form.entry(), by=request.actor)
        lifted(About(EXTERNAL, str(kept.once_key)))
        messages.success(request, f"「{kept.get_outcome_display()}」を記録しました。")
    return form.is_valid()


@never_cache
@require_POST
@staff_view(MAY_VIEW)
def find(request: StaffRequest) -> HttpResponse:
    _only_in_external_mode()
    form = FindRecordForm(request.POST)
    context: dict[str, Any] = {"find_form": form, "form": None, "breadcrumb": _back()}
    if form.is_valid():
        hits = list(with_number(records_visible_to(request.actor), form.cleaned_data["typed"])[:MOST_HITS])
        record_search("external", by=request.actor, found=len(hits))
        if len(hits) == 1:
            return redirect("operator:external_record", key=hits[0].once_key)
        context["table"] = Table(
            COLUMNS, hits, request, caption="見つかった記録", empty="その受付番号の記録はありません"
        )
    return render(request, "operator/external/external.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def external_record(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    kept = _record_or_404(request, key)
    may_edit = request.actor.may(MAY_RECORD) and kept.withdrawn_at is None
    if request.method == "POST" and not may_edit:
        raise Http404
    form = RecordForm(request.POST if request.method == "POST" else None, known=kept) if may_edit else None
    if form is not None and form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            correct_external(kept, form.entry(), by=request.actor)
            lifted(About(EXTERNAL, str(key)))
            messages.success(request, "記録を直しました。")
            return redirect("operator:external_record", key=key)
    record_view(About(EXTERNAL, str(key)), by=request.actor)
    context = {"kept": kept, "form": form, "rows": _rows(kept), "breadcrumb": _back()}
    return render(request, "operator/external/record.html", context)


@require_POST
@staff_view(MAY_RECORD)
def withdraw(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    with saying(request, "記録を取り下げました。件数には数えません。"):
        withdraw_external(_record_or_404(request, key), by=request.actor)
    return redirect("operator:external_record", key=key)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def external_months(request: StaffRequest) -> HttpResponse:
    """What we counted beside what the city's system says (REP-12)."""
    _only_in_external_mode()
    form = MonthsForm(request.POST if request.method == "POST" else None) if request.actor.may(MAY_RECORD) else None
    if form is not None and form.is_valid():
        with refusal_in(form, at="months"):
            counts = read_months(form.cleaned_data["months"])
            changed = tell_months(counts, source="entered" if len(counts) == 1 else "imported", by=request.actor)
            messages.success(request, f"{changed}か月分の件数を入れました。")
            return redirect("operator:external_months")
    context = {
        "form": form,
        "months": months(request.actor),
        "may_export": request.actor.may(MAY_EXPORT),
        "breadcrumb": _back(),
    }
    return render(request, "operator/external/months.html", context)


@require_POST
@staff_view(MAY_EXPORT)
def export_month(request: StaffRequest, first: date) -> HttpResponseBase:
    _only_in_external_mode()
    kept = list(in_month(records_visible_to(request.actor), first.replace(day=1)).order_by("recorded_at", "pk"))
    record_export("external", by=request.actor, rows=len(kept), form="csv", facts={"day": first.isoformat()})
    rows = ([value(one) for _, value in IN_FILE] for one in kept)
    answer = StreamingHttpResponse(
        csv_lines([heading for heading, _ in IN_FILE], rows), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="external-{first:%Y%m}.csv"'
    return answer


def _rows(kept: ExternalRecord) -> list[tuple[str, str]]:
    return [
        ("したこと", _outcome(kept)),
        ("受付番号", kept.number),
        ("予約の日時", _visit(kept)),
        ("手続き", _procedures(kept)),
        ("人数", f"{kept.people}人"),
        ("メモ", kept.note),
        ("記録", f"{_at(kept)}（{kept.recorded_by}）"),
    ]


def _back() -> list[tuple[str, str]]:
    return [("外部の予約システムの記録", reverse("operator:external"))]


def _record_or_404(request: StaffRequest, key: uuid.UUID) -> ExternalRecord:
    _only_in_external_mode()
    return get_object_or_404(records_visible_to(request.actor), once_key=key)


def _only_in_external_mode() -> None:
    if not keeps_external_records():
        raise Http404
