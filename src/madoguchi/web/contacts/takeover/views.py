"""前のシステムの応対履歴を引き継ぐ (INT-05, HIS-13)."""

import uuid
from collections.abc import Callable

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_view
from madoguchi.contacts.models import Takeover
from madoguchi.contacts.takeover.actions import (
    MAY_TAKE_OVER,
    choose_columns,
    drop,
    read_file,
    show,
    start,
    withdraw,
)
from madoguchi.contacts.takeover.columns import offered_columns
from madoguchi.contacts.takeover.moving import about
from madoguchi.contacts.takeover.queries import (
    MAY_VIEW,
    SHOWN,
    chosen_columns,
    headings_of,
    masks_at_takeover,
    preview_of,
    refused_lines,
    takeovers_visible_to,
    takes_over_history,
)
from madoguchi.contacts.takeover.rules import MOVES, TakeoverState
from madoguchi.core import clock
from madoguchi.web.contacts.takeover.forms import ColumnsForm, FileForm
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.csv_file import csv_lines
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.frame.tables import Column, Table

FAULTS_SHOWN = 50
COLUMNS = (
    Column(
        "uploaded_at",
        "読み込んだ日時",
        lambda one: f"{clock.in_tokyo(one.uploaded_at):%Y-%m-%d %H:%M}",
        is_header=True,
        url=lambda one: reverse("contacts:takeover", args=[one.key]),
    ),
    Column("file_name", "ファイル", lambda one: one.file_name),
    Column("taken", "取り込んだ応対", lambda one: f"{one.taken:,}件", numeric=True),
    Column("refused", "取り込まなかった行", lambda one: f"{one.refused:,}行", numeric=True),
    Column("state", "状態", lambda one: one.state_label),
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def takeovers(request: StaffRequest) -> HttpResponse:
    _only_where_asked_for()
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        upload = form.cleaned_data["file"]
        with refusal_in(form, at="file"):
            takeover = read_file(upload.name, upload.chunks(), by=request.actor)
            return redirect("contacts:takeover", key=takeover.key)
    table = Table(
        COLUMNS,
        takeovers_visible_to(request.actor),
        request,
        caption="これまでの取込み",
        empty="まだ取り込んだものはありません",
    )
    shown = form if request.actor.may(MAY_TAKE_OVER) else None
    return render(request, "contacts/takeover/takeovers.html", {"form": shown, "table": table})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def takeover(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    found = _takeover_or_404(request, key)
    if found.state == TakeoverState.READ:
        return _columns(request, found)
    context = {
        "breadcrumb": [("前のシステムの応対履歴", reverse("contacts:takeovers"))],
        "takeover": found,
        "is_running": found.state in (TakeoverState.STAGING, TakeoverState.UNDOING),
        "refused": refused_lines(found)[:FAULTS_SHOWN],
        "may_show": request.actor.may(MAY_TAKE_OVER) and found.state == TakeoverState.STAGED,
        "may_undo": request.actor.may(MAY_TAKE_OVER) and TakeoverState.UNDOING in MOVES[TakeoverState(found.state)],
    }
    return render(request, "contacts/takeover/takeover.html", context)


def _columns(request: StaffRequest, found: Takeover) -> HttpResponse:
    may_take_over = request.actor.may(MAY_TAKE_OVER)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        headings=headings_of(found),
        offered=offered_columns(),
        chosen=chosen_columns(found),
        is_masked=found.is_masked if found.choices else masks_at_takeover(),
    )
    if form.is_valid():
        choose_columns(found, form.chosen(), is_masked=form.cleaned_data["is_masked"], by=request.actor)
        return redirect("contacts:takeover", key=found.key)
    record_view(about(found), by=request.actor)
    preview = preview_of(found)
    context = {
        "breadcrumb": [("前のシステムの応対履歴", reverse("contacts:takeovers"))],
        "takeover": found,
        "form": form if may_take_over else None,
        "preview": preview,
        "first": preview.good[:SHOWN],
        "faulty": preview.faulty[:SHOWN],
        "may_start": may_take_over and bool(found.choices) and bool(preview.good),
    }
    return render(request, "contacts/takeover/columns.html", context)


@require_POST
@staff_view(MAY_TAKE_OVER)
def begin(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    return _do(
        request,
        key,
        lambda found: start(found, by=request.actor),
        "取込みを始めました。この画面を離れても続きます。",
    )


@require_POST
@staff_view(MAY_TAKE_OVER)
def make_visible(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    return _do(request, key, lambda found: show(found, by=request.actor), "応対の履歴に加えました。")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_TAKE_OVER)
def undo(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """Asked on a page of its own."""
    if request.method == "POST":
        return _do(request, key, lambda found: withdraw(found, by=request.actor), "取込みを取り消しています。")
    found = _takeover_or_404(request, key)
    context = {
        "question": f"「{found.file_name}」の取込みを取り消しますか？",
        "consequences": [
            f"取り込んだ{found.taken:,}件の応対は、すぐに見えなくなり、順に消えます。",
            "もう一度取り込むには、ファイルを選ぶところから始めます。",
        ],
        "cancel_url": reverse("contacts:takeover", args=[key]),
        "breadcrumb": [("前のシステムの応対履歴", reverse("contacts:takeovers"))],
    }
    return render(request, "contacts/takeover/undo.html", context)


@require_POST
@staff_view(MAY_TAKE_OVER)
def give_up(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    _do(request, key, lambda found: drop(found, by=request.actor), "取込みをやめました。ファイルは消しました。")
    return redirect("contacts:takeovers")


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def refused(request: StaffRequest, key: uuid.UUID) -> HttpResponseBase:
    """Line numbers and reasons, never what the lines say: whoever has the file looks there."""
    found = _takeover_or_404(request, key)
    rows = ([str(line.line), line.reason] for line in refused_lines(found).iterator())
    answer = StreamingHttpResponse(csv_lines(["行", "理由"], rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="refused-lines.csv"'
    return answer


def _do(request: StaffRequest, key: uuid.UUID, act: Callable[[Takeover], object], done: str) -> HttpResponse:
    with saying(request, done):
        act(_takeover_or_404(request, key))
    return redirect("contacts:takeover", key=key)


def _takeover_or_404(request: StaffRequest, key: uuid.UUID) -> Takeover:
    _only_where_asked_for()
    return get_object_or_404(takeovers_visible_to(request.actor), key=key)


def _only_where_asked_for() -> None:
    if not takes_over_history():
        raise Http404
