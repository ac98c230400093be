"""提出 (STF-12): the centre hands over, the city takes receipt; both see the same list."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.accounts.disclosure import record_export, record_view
from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.deliveries.actions import HEADINGS, MAY_DELIVER, deliver, receive
from madoguchi.booking.deliveries.history import DELIVERY
from madoguchi.booking.deliveries.models import Delivery
from madoguchi.booking.deliveries.queries import (
    MAY_VIEW,
    deliveries_visible_to,
    missed_deadlines_visible_to,
    rows_of,
    standing,
)
from madoguchi.core import clock
from madoguchi.core.actors import UserKind
from madoguchi.core.history.queries import newest_event
from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.web.city.lists.files import FORMS, file_of
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.events_shown import events_shown
from madoguchi.web.frame.saying import saying
from madoguchi.web.frame.tables import Column, Table

MAY_EXPORT = "deliveries.export"
MISSED_SHOWN = 10
COLUMNS = (
    Column("number", "提出", lambda one: f"第{one.number}号", is_header=True, url=lambda one: _address(one)),
    Column("made_at", "提出した日時", lambda one: f"{clock.in_tokyo(one.made_at):%Y-%m-%d %H:%M}"),
    Column("bookings", "予約", lambda one: f"{one.bookings}件", numeric=True),
    Column("rows", "人", lambda one: f"{one.rows}人", numeric=True),
    Column("received", "市の受領", lambda one: _received(one)),
)
# On the screen no wider than a window; the file has a column for each thing.
ON_SCREEN = (
    ("区分", "{区分}"),
    ("予約番号", "{予約番号}"),
    ("日時", "{日時}"),
    ("お名前", "{お名前}（{フリガナ}）"),
    ("手続き", "{手続き}"),
    ("電話番号", "{電話番号}"),
    ("状態", "{状態}"),
    ("入力", "{入力日時}（{入力者}）"),
)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def deliveries(request: StaffRequest) -> HttpResponse:
    _only_where_bookings_are_taken()
    now = standing()
    context: dict[str, Any] = {
        "standing": now,
        "is_close": now.is_close(clock.now()),
        "may_deliver": request.actor.may(MAY_DELIVER) and request.actor.kind is UserKind.CALL_CENTRE,
        "missed": missed_deadlines_visible_to(request.actor)[:MISSED_SHOWN],
        "table": Table(
            COLUMNS,
            deliveries_visible_to(request.actor),
            request,
            caption="これまでの提出",
            empty="まだ提出していません",
            empty_hint="コールセンターが入力した予約を提出すると、ここに並びます。",
        ),
    }
    return render(request, "city/deliveries/deliveries.html", context)


@require_POST
@staff_view(MAY_DELIVER)
def hand_over(request: StaffRequest) -> HttpResponse:
    _only_where_bookings_are_taken()
    try:
        made = deliver(by=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("city:deliveries")
    messages.success(
        request, f"第{made.number}号として、予約{made.bookings}件（{made.rows}人）を市へ提出しました。"
    )
    return redirect("city:delivery", number=made.number)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def delivery(request: StaffRequest, number: int) -> HttpResponse:
    found = _delivery_or_404(request, number)
    record_view(About(DELIVERY, str(number)), by=request.actor)
    made = newest_event(DELIVERY, str(number), "delivery.made")
    may_export = request.actor.may(MAY_EXPORT)
    context: dict[str, Any] = {
        "breadcrumb": [("市への提出", reverse("city:deliveries"))],
        "delivery": found,
        "details": _details(found, events_shown([made])[0].who if made else ""),
        "headings": [heading for heading, _ in ON_SCREEN],
        "rows": [_shown(row) for row in rows_of(found)],
        "forms": [(form, label) for form, (label, _, _) in FORMS.items()] if may_export else [],
        "may_receive": request.actor.may(MAY_DELIVER)
        and request.actor.kind is UserKind.CITY
        and found.received_at is None,
    }
    return render(request, "city/deliveries/delivery.html", context)


@require_POST
@staff_view(MAY_DELIVER)
def take_receipt(request: StaffRequest, number: int) -> HttpResponse:
    with saying(request, f"第{number}号を受領しました。"):
        receive(_delivery_or_404(request, number), by=request.actor)
    return redirect("city:delivery", number=number)


@require_POST
@staff_view(MAY_EXPORT)
def download(request: StaffRequest, number: int) -> HttpResponse:
    """The same bytes at any time: the rows are frozen."""
    found = _delivery_or_404(request, number)
    kind = request.POST.get("form", "")
    rows = rows_of(found)
    if kind not in FORMS or not rows:
        raise Http404
    record_export("deliveries", by=request.actor, rows=len(rows), form=kind, facts={"number": number})
    _, content_type, ending = FORMS[kind]
    response = HttpResponse(file_of(kind, HEADINGS, rows), content_type=content_type)
    made = clock.in_tokyo(found.made_at)
    response["Content-Disposition"] = f'attachment; filename="delivery-{number}-{made:%Y%m%d-%H%M}.{ending}"'
    return response


def _details(found: Delivery, who: str) -> list[tuple[str, str]]:
    since = f"{clock.in_tokyo(found.since):%Y年%-m月%-d日 %H:%M}" if found.since else "はじめから"
    made = f"{clock.in_tokyo(found.made_at):%Y年%-m月%-d日 %H:%M}"
    return [
        ("提出した日時", made),
        ("提出した人", who or "自動（期限の時刻）"),
        ("範囲", f"{since} の提出のあとから、この提出までに入力した分"),
        ("予約", f"{found.bookings}件（{found.rows}人）"),
        ("内容の指紋（SHA-256）", found.digest),
        ("市の受領", _received(found)),
    ]


def _shown(row: list[str]) -> list[tuple[str, str]]:
    cells = dict(zip(HEADINGS, row, strict=True))
    return [(heading, words.format(**cells).replace("（）", "")) for heading, words in ON_SCREEN]


def _received(found: Delivery) -> str:
    return f"{clock.in_tokyo(found.received_at):%Y-%m-%d %H:%M}" if found.received_at else "まだ"


def _address(found: Delivery) -> str:
    return reverse("city:delivery", args=[found.number])


def _delivery_or_404(request: StaffRequest, number: int) -> Delivery:
    _only_where_bookings_are_taken()
    return get_object_or_404(deliveries_visible_to(request.actor), pk=number)


def _only_where_bookings_are_taken() -> None:
    if not takes_bookings():
        raise Http404
