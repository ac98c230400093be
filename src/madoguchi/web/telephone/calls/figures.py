"""How calls were shared, how long each number was used, how many there were at once. Each as a table and as a file."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.accounts.disclosure import record_export
from madoguchi.calls.figures.queries import names_of, peaks_between, shares_between, usage_in
from madoguchi.calls.figures.rules import Peak, Share, hours_of, minutes, usage_total
from madoguchi.calls.ledger.queries import MAY_EXPORT, MAY_VIEW
from madoguchi.core import clock
from madoguchi.core.text.phone import written_phone
from madoguchi.web.frame.access import Denied, StaffRequest, staff_view
from madoguchi.web.frame.csv_file import csv_lines
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm

MOST_DAYS = 92


class SpanForm(FrameForm):
    first = TolerantDateField(label="この日から", required=False)
    last = TolerantDateField(label="この日まで", required=False)


class MonthForm(FrameForm):
    month = TolerantDateField(label="月（その月のどの日でも）", required=False)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def fairness(request: StaffRequest) -> HttpResponse | StreamingHttpResponse:
    """TEL-13: whether the calls that came in were shared equally among those who were free."""
    form, first, last = _span(request, days=28)
    shares = shares_between(clock.start_of(first), clock.start_of(last + timedelta(days=1)))
    hours, names = hours_of(shares), names_of(shares)
    total = sum(share.answered for share in shares)
    rows = [_share(share, names, hours, total) for share in shares]
    if "csv" in request.GET:
        headings = ["担当者", "内線", "応答", "割合", "均等なら", "偏り", *(f"{hour}時" for hour in hours)]
        lines = [
            [row["name"], row["extension"], *map(str, row["plain"]), *map(str, row["by_hour"])] for row in rows
        ]
        return _file(request, "fairness", headings, lines, {"first": str(first), "last": str(last)})
    context = {
        "form": form, "first": first, "last": last, "rows": rows, "hours": hours, "total": total,
        "most": max((max(share.answered, share.expected) for share in shares), default=1) or 1,
        "uneven": [row["name"] for row in rows if row["is_uneven"]],
        "may_export": request.actor.may(MAY_EXPORT),
    }  # fmt: skip
    return render(request, "telephone/calls/fairness.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def usage(request: StaffRequest) -> HttpResponse | StreamingHttpResponse:
    """TEL-02: minutes by number, for checking what a carrier asks for."""
    form = MonthForm(request.GET or None, initial={"month": clock.today()})
    month = ((form.cleaned_data.get("month") if form.is_valid() else None) or clock.today()).replace(day=1)
    found = usage_in(month)
    if "csv" in request.GET:
        headings = ["番号", "名前", "通話料の負担", "件数", "接続（分）", "うち会話（分）"]
        lines = [
            [
                one.number,
                one.label,
                one.payer,
                str(one.calls),
                minutes(one.connected_seconds),
                minutes(one.talk_seconds),
            ]
            for one in found
        ]
        return _file(request, "usage", headings, lines, {"month": f"{month:%Y-%m}"})
    rows = [
        {
            "number": written_phone(one.number) or "—", "label": one.label, "payer": one.payer or "—", "calls": one.calls,
            "connected": minutes(one.connected_seconds), "talk": minutes(one.talk_seconds),
        }
        for one in found
    ]  # fmt: skip
    payers = [(payer, minutes(usage_total(found, payer))) for payer in sorted({one.payer for one in found} - {""})]
    context = {
        "form": form,
        "month": month,
        "rows": rows,
        "payers": payers,
        "may_export": request.actor.may(MAY_EXPORT),
    }
    return render(request, "telephone/calls/usage.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def peaks(request: StaffRequest) -> HttpResponse | StreamingHttpResponse:
    """TEL-06, TEL-07: whether there are lines and seats enough."""
    form, first, last = _span(request, days=14)
    found = peaks_between(first, last)
    if "csv" in request.GET:
        headings = ["日", "同時の通話", "時刻", "同時に話した人", "時刻", "同時に席にいた人", "時刻"]
        lines = [
            [str(one.day), *(text for peak in (one.lines, one.talking, one.seated) for text in _peak(peak))]
            for one in found
        ]
        return _file(request, "peaks", headings, lines, {"first": str(first), "last": str(last)})
    context = {
        "form": form, "first": first, "last": last,
        "rows": [(one.day, _peak(one.lines), _peak(one.talking), _peak(one.seated)) for one in found],
        "most": max((one.lines.count for one in found), default=0) or 1,
        "may_export": request.actor.may(MAY_EXPORT),
    }  # fmt: skip
    return render(request, "telephone/calls/peaks.html", context)


def _span(request: StaffRequest, *, days: int) -> tuple[SpanForm, date, date]:
    today = clock.today()
    form = SpanForm(request.GET or None, initial={"first": today - timedelta(days=days - 1), "last": today})
    typed = form.cleaned_data if form.is_valid() else {}
    last = typed.get("last") or today
    first = min(typed.get("first") or last - timedelta(days=days - 1), last)
    return form, max(first, last - timedelta(days=MOST_DAYS)), last


def _share(share: Share, names: dict[str, str], hours: list[int], total: int) -> dict[str, Any]:
    percent = f"{share.answered / total * 100:.1f}" if total else "0.0"
    return {
        "name": names.get(share.extension, f"内線{share.extension}"),
        "extension": share.extension,
        "answered": share.answered,
        "percent": percent,
        "expected": f"{share.expected:.1f}",
        "deviation": f"{share.deviation:+.1f}",
        "is_uneven": share.is_uneven,
        "by_hour": [share.by_hour.get(hour, 0) for hour in hours],
        "plain": [
            share.answered, percent, f"{share.expected:.1f}", "あり" if share.is_uneven else "なし",
        ],
    }  # fmt: skip


def _peak(peak: Peak) -> tuple[str, str]:
    return str(peak.count), f"{clock.in_tokyo(peak.at):%H:%M}" if peak.at else ""


def _file(
    request: StaffRequest, name: str, headings: list[str], rows: Iterable[list[str]], facts: dict[str, str]
) -> StreamingHttpResponse:
    if not request.actor.may(MAY_EXPORT):
        raise Denied("ファイルに出すには「通話の持ち出し」の権限が必要です。")
    rows = list(rows)
    record_export("calls", by=request.actor, rows=len(rows), form="csv", facts={"list": name, **facts})
    response = StreamingHttpResponse(
        map(str.encode, csv_lines(headings, rows)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="calls-{name}-{clock.today():%Y%m%d}.csv"'
    return response
