"""照合: a day's calls on each side, and every place where two sides disagree."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.queries import MAY_VIEW
from madoguchi.calls.reconciliation.queries import counts, differences
from madoguchi.calls.reconciliation.rules import Difference
from madoguchi.calls.recordings.queries import are_recorded
from madoguchi.core import clock
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.tables import Column, Table


class DayForm(FrameForm):
    day = TolerantDateField(label="日", required=False)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def reconciling(request: StaffRequest) -> HttpResponse:
    form = DayForm(request.GET or None, initial={"day": clock.today()})
    day = (form.cleaned_data.get("day") if form.is_valid() else None) or clock.today()
    since = clock.start_of(day)
    until = since + timedelta(days=1)
    found = differences(since, until)
    known = set(Call.objects.filter(key__in={one.call for one in found}).values_list("key", flat=True))
    columns = (
        Column("at", "日時", lambda one: f"{clock.in_tokyo(one.at):%Y-%m-%d %H:%M:%S}", is_header=True),
        Column("words", "食い違い", lambda one: one.words),
        Column("what", "どこ", _what),
        Column("call", "通話", lambda one: one.call or "—", url=lambda one: _url(one, known)),
    )
    table = Table(
        columns,
        found,
        request,
        caption=f"{day.year}年{day.month}月{day.day}日の食い違い",
        empty="食い違いはありません",
        empty_hint="交換機の記録、取り込んだ記録、通話台帳が一致しています。",
    )
    context = {
        "form": form,
        "day": day,
        "table": table,
        "counts": counts(since, until),
        "shows_recordings": are_recorded(day),
    }
    return render(request, "telephone/calls/reconciling.html", context)


def _url(one: Difference, known: set[str]) -> str:
    return reverse("telephone:call", args=[one.call]) if one.call in known else ""


NAMES = {
    "queue_log": "待ち列の記録", "cel": "回線の記録", "switchboard": "つなぎ役の記録", "legs": "流れ", "numbers": "番号",
    "outcome": "結果", "direction": "発着", "arrived_at": "着いた日時", "queued_at": "待ち列に入った日時",
    "answered_at": "応答した日時", "ended_at": "終わった日時", "ended_by": "切った側", "extension": "内線", "purpose": "目的",
    "wait_seconds": "待ち", "talk_seconds": "通話", "hold_seconds": "保留", "after_call_seconds": "後処理",
}  # fmt: skip


def _what(one: Difference) -> str:
    return "・".join(NAMES.get(part, part) for part in one.what.split("・"))
