"""録音の保存期間と消去: how long, what is held, what was erased, proven (PDR-01, PDR-03, PDR-04)."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_export
from madoguchi.accounts.queries import names_by_key
from madoguchi.calls.recordings.erasing import digest_of, erase_at_end_now, lines_of, note_reported
from madoguchi.calls.recordings.models import ErasureRun, Recording
from madoguchi.calls.recordings.queries import (
    MAY_EDIT,
    MAY_ERASE,
    MAY_EXPORT,
    MAY_VIEW,
    days_are_proposed,
    days_kept,
    due_for_erasure,
    erases_at_end,
    erasures_visible_to,
    left_after_the_end,
    may_be_held,
    recordings_visible_to,
    service_is_over,
)
from madoguchi.calls.recordings.rules import RecordingState
from madoguchi.core import clock
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.queries import contract
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.csv_file import csv_lines
from madoguchi.web.frame.saying import saying
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.telephone.recordings.finding import need_recordings
from madoguchi.web.telephone.recordings.page import ReasonForm
from madoguchi.web.telephone.recordings.shown import began, crumbs

KEEPING = "録音の保存期間と消去"
SOON_DAYS = 30
HEADINGS = ["録音", "通話", "日時", "秒", "バイト", "音声のSHA-256", "保管ファイルのSHA-256"]
HELD = (
    Column(
        "at",
        "日時",
        began,
        is_header=True,
        url=lambda one: reverse("telephone:recording", args=[one.key]),
    ),
    Column("reason", "保全の理由", lambda one: one.hold_reason),
    Column("held_at", "保全した日", lambda one: f"{clock.in_tokyo(one.held_at):%Y-%m-%d}" if one.held_at else ""),
)
RUNS = (
    Column(
        "at",
        "消去した日時",
        lambda one: f"{clock.in_tokyo(one.at):%Y-%m-%d %H:%M}",
        is_header=True,
        url=lambda one: reverse("telephone:erasure", args=[one.key]),
    ),
    Column("kind", "わけ", lambda one: one.kind_label),
    Column("count", "件数", lambda one: one.count, numeric=True),
    Column("reported", "市への報告", lambda one: _reported(one)),
)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def keeping(request: StaffRequest) -> HttpResponse:
    need_recordings()
    seen = recordings_visible_to(request.actor)
    kept = seen.exclude(state=RecordingState.ERASED)
    context = {
        "breadcrumb": crumbs(),
        "days": days_kept(),
        "is_proposed": days_are_proposed(),
        "may_be_held": may_be_held(),
        "erases_at_end": erases_at_end(),
        "service_until": contract().service_until,
        "count": kept.count(),
        "soon": due_for_erasure(clock.now() + timedelta(days=SOON_DAYS)).count(),
        "left": left_after_the_end().count() if request.actor.may(MAY_ERASE) else 0,
        "held": Table(
            HELD,
            kept.filter(is_on_hold=True),
            request,
            caption="保全している録音",
            empty="保全している録音はありません",
        ),
        "runs": Table(
            RUNS,
            erasures_visible_to(request.actor),
            request,
            caption="消去の証明",
            empty="消去した録音はまだありません",
        ),
    }
    return render(request, "telephone/recordings/keeping.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_ERASE)
def end(request: StaffRequest) -> HttpResponse:
    need_recordings()
    if not (erases_at_end() and service_is_over()):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with saying(request), form.guard_lifted(by=request.actor):
            count = erase_at_end_now(reason=form.cleaned_data["reason"], by=request.actor)
            messages.success(request, f"録音を {count} 件消去しました。市への報告を記録してください。")
        return redirect("telephone:recordings_kept")
    context = {
        "title": "契約の終了による消去",
        "breadcrumb": crumbs((KEEPING, reverse("telephone:recordings_kept"))),
        "question": f"残っている録音 {left_after_the_end().count()} 件を、すべて消去しますか？",
        "consequences": ["音声は、元に戻せません。", "保全している録音は残ります。"],
        "form": form,
        "button": "danger",
        "action_label": "すべて消去する",
        "cancel_url": reverse("telephone:recordings_kept"),
    }
    return render(request, "telephone/recordings/ask.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def erasure(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    run = get_object_or_404(erasures_visible_to(request.actor), pk=key)
    names = names_by_key({run.by, run.reported_by} - {""})
    context = {
        "breadcrumb": crumbs((KEEPING, reverse("telephone:recordings_kept"))),
        "run": run,
        "rows": [
            ("わけ", run.kind_label),
            ("日時", f"{clock.in_tokyo(run.at):%Y年%-m月%-d日 %H:%M:%S}"),
            ("消去した人", names.get(run.by, run.by) or "自動（保存期間による）"),
            ("理由", run.reason),
            ("件数", f"{run.count} 件"),
            ("一覧のSHA-256", run.digest),
            (
                "市への報告",
                _reported(run) + (f"（{names.get(run.reported_by, run.reported_by)}）" if run.reported_by else ""),
            ),
        ],
        "is_proven": digest_of(run) == run.digest,
        "table": Table(_ERASED, run.recordings.order_by("started_at", "key"), request, caption="消去した録音"),
        "may_export": request.actor.may(MAY_EXPORT),
        "may_report": request.actor.may(MAY_EDIT) and run.must_be_reported,
    }
    return render(request, "telephone/recordings/erasure.html", context)


@require_POST
@staff_view(MAY_EXPORT)
def file(request: StaffRequest, key: uuid.UUID) -> HttpResponseBase:
    """On record before it leaves."""
    run = get_object_or_404(erasures_visible_to(request.actor), pk=key)
    with transaction.atomic():
        record_export("recordings", by=request.actor, rows=run.count, form="csv", facts={"digest": run.digest})
    rows = [[str(cell) for cell in line.values()] for line in lines_of(run)]
    answer = HttpResponse("".join(csv_lines(HEADINGS, iter(rows))), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="erasure-{clock.in_tokyo(run.at):%Y%m%d-%H%M}.csv"'
    return answer


@require_POST
@staff_view(MAY_EDIT)
def reported(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    run = get_object_or_404(erasures_visible_to(request.actor), pk=key)
    try:
        note_reported(run, by=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "市に報告したことを記録しました。")
    return redirect("telephone:erasure", key=key)


def _reported(run: ErasureRun) -> str:
    if run.reported_at:
        return f"{clock.in_tokyo(run.reported_at):%Y-%m-%d %H:%M} に報告"
    return "まだ報告していません" if run.must_be_reported else "—"


def _short(one: Recording) -> str:
    return one.sealed_sha256[:16] + "…" if one.sealed_sha256 else "—"


_ERASED = (
    Column("at", "日時", began, is_header=True),
    Column("call", "通話", lambda one: one.call_key),
    Column("length", "長さ", lambda one: one.length, numeric=True),
    Column("sha", "保管ファイルのSHA-256", _short),
)
