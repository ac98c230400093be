"""受付方法ごとの件数 (STF-13)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.accounts.disclosure import record_export
from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.counter.counts import Basis, Counted, by_month, counts_by_day, total_of
from madoguchi.booking.rules import CHANNEL_LABELS, Channel
from madoguchi.core import clock
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.csv_file import csv_lines
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm

MAY_VIEW, MAY_EXPORT = "bookings.view", "bookings.export"
DAYS_SHOWN, DAYS_AT_MOST = 30, 800
BAR = 200
SHOWN = (Channel.TELEPHONE, Channel.WEB, Channel.CITY)


class CountsForm(FrameForm):
    since = TolerantDateField(label="この日から", required=False)
    until = TolerantDateField(label="この日まで", required=False)
    basis = forms.ChoiceField(
        label="何の日で数えるか",
        required=False,
        choices=[(Basis.MADE.value, "予約を受け付けた日"), (Basis.VISIT.value, "来る日")],
    )
    unit = forms.ChoiceField(label="まとめ方", required=False, choices=[("day", "日ごと"), ("month", "月ごと")])


@dataclass(frozen=True)
class Row:
    """A line of the table with its bar: (class, x, width) of each stretch."""

    label: str
    counted: Counted
    counts: list[int]
    bar: list[tuple[str, int, int]]


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def counts(request: StaffRequest) -> HttpResponse:
    _only_where_bookings_are_taken()
    form = CountsForm(request.GET or None)
    asked = _asked(form)
    shown = _counted(request, asked)
    most = max((one.total for one in shown), default=0)
    total = total_of(shown)
    context: dict[str, Any] = {
        "form": form,
        "asked": {name: request.GET.get(name) or "" for name in form.fields},
        "rows": [_row(one, most, unit=asked["unit"]) for one in shown],
        "total": _row(total, 0),
        "shares": [(CHANNEL_LABELS[channel], total.bookings[channel], total.percent(channel)) for channel in SHOWN],
        "channels": [CHANNEL_LABELS[channel] for channel in SHOWN],
        "with_blocked": asked["basis"] is Basis.VISIT,
        "since": asked["since"],
        "until": asked["until"],
        "bar": BAR,
        "may_export": request.actor.may(MAY_EXPORT),
    }
    return render(request, "city/counts.html", context)


@require_POST
@staff_view(MAY_EXPORT)
def export_counts(request: StaffRequest) -> HttpResponseBase:
    _only_where_bookings_are_taken()
    asked = _asked(CountsForm(request.POST))
    shown = _counted(request, asked)
    days = {"since": asked["since"].isoformat(), "until": asked["until"].isoformat()}
    record_export("bookings", by=request.actor, rows=len(shown), form="csv", facts=days)
    headings = [asked["unit_label"], *(CHANNEL_LABELS[channel] for channel in SHOWN), "計", "うち取消", "人数"]
    blocked = ["予約外に当てた人数"] if asked["basis"] is Basis.VISIT else []
    answer = StreamingHttpResponse(
        csv_lines([*headings, *blocked], _cells(shown, with_blocked=bool(blocked))),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = (
        f'attachment; filename="counts-{asked["since"]:%Y%m%d}-{asked["until"]:%Y%m%d}.csv"'
    )
    return answer


def _cells(shown: list[Counted], *, with_blocked: bool) -> Iterator[list[str]]:
    for one in shown:
        figures = [*(one.bookings[channel] for channel in SHOWN), one.total, one.cancelled, one.people]
        figures += [one.blocked] if with_blocked else []
        yield [one.first.isoformat() if one.first else "計", *map(str, figures)]


def _asked(form: CountsForm) -> dict[str, Any]:
    """As it was asked for; without days, the last thirty. A condition with an error is left out."""
    typed = form.cleaned_data if form.is_bound and (form.is_valid() or form.cleaned_data) else {}
    until = typed.get("until") or clock.today()
    since = min(typed.get("since") or until - timedelta(days=DAYS_SHOWN - 1), until)
    unit = typed.get("unit") or "day"
    return {
        "until": until,
        "since": max(since, until - timedelta(days=DAYS_AT_MOST)),
        "basis": Basis(typed.get("basis") or Basis.MADE),
        "unit": unit,
        "unit_label": "月" if unit == "month" else "日",
    }


def _counted(request: StaffRequest, asked: dict[str, Any]) -> list[Counted]:
    days = counts_by_day(request.actor, since=asked["since"], until=asked["until"], basis=asked["basis"])
    return by_month(days) if asked["unit"] == "month" else days


def _row(one: Counted, most: int, *, unit: str = "day") -> Row:
    bar, x = [], 0
    for channel in SHOWN:
        width = round(BAR * one.bookings[channel] / most) if most else 0
        bar.append((channel.value, x, width))
        x += width
    return Row(_label(one, unit), one, [one.bookings[channel] for channel in SHOWN], bar)


def _label(one: Counted, unit: str) -> str:
    if one.first is None:
        return "計"
    if unit == "month":
        return f"{one.first.year}年{one.first.month}月"
    return f"{one.first:%Y-%m-%d}（{clock.WEEKDAYS[one.first.weekday()]}）"


def _only_where_bookings_are_taken() -> None:
    if not takes_bookings():
        raise Http404
