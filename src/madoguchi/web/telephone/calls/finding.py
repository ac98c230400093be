"""The list of calls, newest first, and the same as a file."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.accounts.disclosure import record_export, record_search
from madoguchi.calls.ledger.finding import Conditions, found_by
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.queries import MAY_EDIT, MAY_EXPORT, MAY_VIEW, unmatched_facts
from madoguchi.calls.ledger.shown import (
    direction_label,
    duration,
    ended_by_label,
    handler_of,
    line_of,
    other_side,
    outcome_label,
    purpose_label,
)
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.csv_file import as_cp932, csv_lines, without_shapes
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.telephone.calls.forms import SearchForm

FORMS = {
    "csv": ("CSV（UTF-8）", "text/csv; charset=utf-8"),
    "csv_cp932": ("CSV（Shift_JIS）", "text/csv; charset=shift_jis"),
}
FORM_ID = "search"
HEADINGS = (
    "通話", "発着", "着いた日時", "かかってきた番号", "相手の番号", "結果", "担当者", "内線", "席", "目的",
    "待ち列に入った日時", "応答した日時", "終わった日時", "切った側", "待ち（秒）", "通話（秒）", "保留（秒）", "後処理（秒）",
)  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def calls(request: StaffRequest) -> HttpResponse:
    form = SearchForm(request.POST if request.method == "POST" else None, viewer=request.actor)
    wanted = form.conditions()
    table = Table(
        columns_for(request.actor),
        found_by(request.actor, wanted),
        request,
        caption=_days_in_words(wanted),
        method="post",
        form_id=FORM_ID,
        empty="この条件の通話はありません" if not wanted.is_empty else "通話はまだありません",
        empty_hint="日を広げるか、条件を減らしてください。" if not wanted.is_empty else "",
    )
    record_search("calls", by=request.actor, found=table.count, facts=_facts(wanted))
    context: dict[str, Any] = {
        "table": table,
        "form": form,
        "form_id": FORM_ID,
        "wanted": wanted,
        "typed": form.typed() if form.is_bound else {},
        "forms": [(name, label) for name, (label, _) in FORMS.items()] if request.actor.may(MAY_EXPORT) else [],
        "unmatched": unmatched_facts().count(),
        "may_edit": request.actor.may(MAY_EDIT),
    }
    return render(request, "telephone/calls/calls.html", context)


@require_POST
@staff_view(MAY_EXPORT)
def export(request: StaffRequest) -> StreamingHttpResponse:
    """Piece by piece, and on record before the first one leaves."""
    kind = request.POST.get("form", "")
    form = SearchForm(request.POST, viewer=request.actor)
    if kind not in FORMS or not form.is_valid():
        raise Http404  # a file of more than was asked for must not leave
    wanted = form.conditions()
    found = found_by(request.actor, wanted)
    record_export("calls", by=request.actor, rows=found.count(), form=kind, facts=_facts(wanted))
    rows: Iterator[list[str]] = (_row(request.actor, call) for call in found.iterator(chunk_size=500))
    is_cp932 = kind == "csv_cp932"
    lines = csv_lines(HEADINGS, without_shapes(rows) if is_cp932 else rows)
    response = StreamingHttpResponse(
        map(as_cp932, lines) if is_cp932 else map(str.encode, lines), content_type=FORMS[kind][1]
    )
    response["Content-Disposition"] = f'attachment; filename="calls-{clock.today():%Y%m%d}.csv"'
    return response


def columns_for(actor: Actor) -> tuple[Column, ...]:
    return (
        Column("at", "着いた日時", _arrived, order_by=("arrived_at",), is_header=True, url=_url),
        Column("direction", "発着", direction_label),
        Column("line", "番号", line_of),
        Column("caller", "相手", lambda call: other_side(actor, call)),
        Column("outcome", "結果", outcome_label),
        Column("handler", "担当者", handler_of),
        Column("wait", "待ち", lambda call: duration(call.wait_seconds), order_by=("wait_seconds",), numeric=True),
        Column("talk", "通話", lambda call: duration(call.talk_seconds), order_by=("talk_seconds",), numeric=True),
    )


def _arrived(call: Call) -> str:
    return f"{clock.in_tokyo(call.arrived_at):%Y-%m-%d %H:%M:%S}"


def _url(call: Call) -> str:
    return reverse("telephone:call", args=[call.key])


def _row(actor: Actor, call: Call) -> list[str]:
    moments = [call.queued_at, call.answered_at, call.ended_at]
    queued, answered, ended = (f"{clock.in_tokyo(at):%Y-%m-%d %H:%M:%S}" if at else "" for at in moments)
    seconds = [call.wait_seconds, call.talk_seconds, call.hold_seconds, call.after_call_seconds]
    return [
        call.key, direction_label(call), _arrived(call), line_of(call), other_side(actor, call), outcome_label(call),
        handler_of(call), call.extension, call.seat.name if call.seat else "", purpose_label(call),
        queued, answered, ended, ended_by_label(call), *(f"{one:.1f}" for one in seconds),
    ]  # fmt: skip


def _days_in_words(wanted: Conditions) -> str:
    if not (wanted.since or wanted.until):
        return "通話"
    first, last = (f"{day.year}年{day.month}月{day.day}日" if day else "" for day in (wanted.since, wanted.until))
    return f"{first}の通話" if first == last else f"{first}〜{last}の通話"


def _facts(wanted: Conditions) -> dict[str, Any]:
    """What was looked for, without the number of a person."""
    facts = {name: value for name, value in vars(wanted).items() if value and name != "number"}
    facts |= {"by_number": True} if wanted.number else {}
    return {name: str(value) if name in ("since", "until") else value for name, value in facts.items()}
