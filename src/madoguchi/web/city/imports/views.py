"""台帳の取込み (STF-14)."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_view
from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.ledger_import.actions import (
    MAY_IMPORT,
    book_ledger,
    choose_columns,
    drop_ledger,
    read_ledger,
    undo_import,
)
from madoguchi.booking.ledger_import.history import LEDGER
from madoguchi.booking.ledger_import.models import LedgerImport
from madoguchi.booking.ledger_import.queries import (
    MAY_VIEW,
    bookings_by_state,
    choices_of,
    headings_of,
    imports_visible_to,
    preview_of,
)
from madoguchi.booking.ledger_import.rules import ImportState
from madoguchi.booking.rules import STATE_LABELS, BookingState
from madoguchi.core import clock
from madoguchi.core.actors import UserKind
from madoguchi.core.history.record import About
from madoguchi.municipality.queries import procedures_offered
from madoguchi.web.city.imports.forms import ColumnsForm, FileForm
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.csv_file import csv_lines
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.frame.tables import Column, Table

STATES = {
    ImportState.READ: "確認中",
    ImportState.BOOKED: "取込み済み",
    ImportState.UNDONE: "取り消した",
    ImportState.DROPPED: "やめた",
}
FAULTS_SHOWN, LINES_SHOWN = 100, 10
COLUMNS = (
    Column(
        "uploaded_at",
        "読み込んだ日時",
        lambda one: f"{clock.in_tokyo(one.uploaded_at):%Y-%m-%d %H:%M}",
        is_header=True,
        url=lambda one: reverse("city:import", args=[one.key]),
    ),
    Column("file_name", "ファイル", lambda one: one.file_name),
    Column("lines", "行", lambda one: f"{one.lines:,}行", numeric=True),
    Column("state", "状態", lambda one: STATES[ImportState(one.state)]),
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def imports(request: StaffRequest) -> HttpResponse:
    _only_where_bookings_are_taken()
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        upload = form.cleaned_data["file"]
        with refusal_in(form, at="file"):
            ledger = read_ledger(upload.name, upload.content, by=request.actor)
            return redirect("city:import", key=ledger.key)
    context: dict[str, Any] = {
        "form": form if _may_import(request) else None,
        "table": Table(
            COLUMNS,
            imports_visible_to(request.actor),
            request,
            caption="これまでの取込み",
            empty="まだ取り込んだ台帳はありません",
        ),
    }
    return render(request, "city/imports/imports.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def ledger(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    found = _ledger_or_404(request, key)
    if found.state != ImportState.READ:
        return _finished(request, found)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None, headings=headings_of(found), chosen=choices_of(found)
    )
    if form.is_valid():
        choose_columns(found, form.choices(), by=request.actor)
        return redirect("city:import", key=key)
    record_view(About(LEDGER, str(key)), by=request.actor)
    preview = preview_of(found)
    labels = {procedure.code: procedure.label_ja for procedure in procedures_offered()}
    context: dict[str, Any] = {
        "breadcrumb": [("台帳の取込み", reverse("city:imports"))],
        "ledger": found,
        "form": form,
        "preview": preview,
        "headings": headings_of(found),
        "faulty": preview.faulty[:FAULTS_SHOWN],
        "has_more_faults": len(preview.faulty) > FAULTS_SHOWN,
        "first": [
            (line, labels.get(line.row.procedure if line.row else "")) for line in preview.to_book[:LINES_SHOWN]
        ],
        "may_import": _may_import(request),
    }
    return render(request, "city/imports/ledger.html", context)


def _finished(request: StaffRequest, found: LedgerImport) -> HttpResponse:
    states = [(STATE_LABELS[BookingState(state)], count) for state, count in bookings_by_state(found).items()]
    context = {
        "breadcrumb": [("台帳の取込み", reverse("city:imports"))],
        "ledger": found,
        "state": STATES[ImportState(found.state)],
        "states": states,
        "may_undo": _may_import(request) and found.state == ImportState.BOOKED,
    }
    return render(request, "city/imports/finished.html", context)


@require_POST
@staff_view(MAY_IMPORT)
def book(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    return _do(request, key, lambda found: f"{book_ledger(found, by=request.actor)}件の予約を取り込みました。")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_IMPORT)
def undo(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """Asked on a page of its own: a slip here would cost hundreds of people their place."""
    if request.method != "POST":
        found = _ledger_or_404(request, key)
        count = sum(bookings_by_state(found).values())
        context = {
            "question": f"取り込んだ{count}件の予約を、すべて取り消しますか？",
            "consequences": [
                "場所はすぐに空き、ほかの方が予約できるようになります。",
                "取り消した予約は、元に戻せません。",
            ],
            "cancel_url": reverse("city:import", args=[key]),
            "breadcrumb": [("台帳の取込み", reverse("city:imports"))],
        }
        return render(request, "city/imports/undo.html", context)
    return _do(
        request, key, lambda found: f"取り込んだ{undo_import(found, by=request.actor)}件の予約を取り消しました。"
    )


@require_POST
@staff_view(MAY_IMPORT)
def drop(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    def give_up(found: LedgerImport) -> str:
        drop_ledger(found, by=request.actor)
        return "取込みをやめました。読み込んだ内容は消しました。"

    _do(request, key, give_up)
    return redirect("city:imports")


@never_cache
@require_safe
@staff_view(MAY_IMPORT)
def faults(request: StaffRequest, key: uuid.UUID) -> HttpResponseBase:
    """The person's own file back, with what is wrong beside each line: corrected there, read again here."""
    found = _ledger_or_404(request, key)
    lines = preview_of(found).faulty if found.state == ImportState.READ else []
    record_view(About(LEDGER, str(key)), by=request.actor)
    rows = ([str(line.number), " ".join(line.faults), *line.cells] for line in lines)
    answer = StreamingHttpResponse(
        csv_lines(["行", "誤り", *headings_of(found)], rows), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="ledger-faults.csv"'
    return answer


def _do(request: StaffRequest, key: uuid.UUID, act: Callable[[LedgerImport], str]) -> HttpResponse:
    with saying(request):
        messages.success(request, act(_ledger_or_404(request, key)))
    return redirect("city:import", key=key)


def _may_import(request: StaffRequest) -> bool:
    return request.actor.may(MAY_IMPORT) and request.actor.kind is UserKind.CITY


def _ledger_or_404(request: StaffRequest, key: uuid.UUID) -> LedgerImport:
    _only_where_bookings_are_taken()
    return get_object_or_404(imports_visible_to(request.actor), key=key)


def _only_where_bookings_are_taken() -> None:
    if not takes_bookings():
        raise Http404
