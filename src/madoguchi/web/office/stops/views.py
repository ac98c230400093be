"""Planned stops: the list with its history, a new one, ending early, and the city's word that it knows."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.core.actors import UserKind
from madoguchi.core.history.queries import events_visible_to
from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.messages.history import STOP
from madoguchi.messages.stops.actions import MAY_PLAN, call_off, end_early, note_seen_by_city, plan_stop
from madoguchi.messages.stops.models import PlannedStop
from madoguchi.messages.stops.queries import MAY_VIEW, state_of, stops_visible_to
from madoguchi.messages.stops.rules import STOP_STATE_LABELS, StopState
from madoguchi.municipality.queries import value_of
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.events_shown import events_shown
from madoguchi.web.frame.saying import saying
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.office.stops.forms import STOPS, StopForm

Methods = ["GET", "HEAD", "POST"]
MAIL_TROUBLES = {
    "no address": "送っていません（連絡先に市のメールアドレスがありません）",
    "no server": "送っていません（メールサーバーがありません）",
    "not sent": "送れませんでした（サーバーに断られたか、つながりませんでした）",
}
COLUMNS = (
    Column("when", "停止の時間", lambda stop: when(stop), url=lambda stop: _address("stop", stop), is_header=True),
    Column("state", "状態", lambda stop: STOP_STATE_LABELS[state_of(stop, clock.now())]),
    Column("reason", "理由", lambda stop: stop.reason),
    Column("done_by", "作業する人", lambda stop: stop.done_by),
    Column("mail", "市へのメール", lambda stop: mail_in_words(stop)),
    Column("seen", "市の確認", lambda stop: _moment(stop.seen_at) if stop.seen_at else "まだ"),
)


@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    table = Table(
        COLUMNS,
        stops_visible_to(request.actor),
        request,
        caption="計画停止",
        empty="計画停止は、まだありません",
        empty_hint="予約サイトをメンテナンスで止めるときは、前もってここに登録します。",
    )
    context = {
        "table": table,
        "may_plan": request.actor.may(MAY_PLAN),
        "announces": value_of("web_site.announces_planned_stops"),
        "days": value_of("messages.stops_announced_days_before"),
        "tells_city": value_of("web_site.tells_city_of_planned_stops"),
    }
    return render(request, "office/stops/home.html", context)


@require_http_methods(Methods)
@staff_view(MAY_PLAN)
def plan(request: StaffRequest) -> HttpResponse:
    form = StopForm(request.POST if request.method == "POST" else None)
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                made = plan_stop(
                    starts_at=form.starts_at(),
                    ends_at=form.ends_at(),
                    reason=form.cleaned_data["reason"],
                    done_by=form.cleaned_data["done_by"],
                    stops_staff=form.cleaned_data["staff"] == STOPS,
                    by=request.actor,
                )
                lifted(About(STOP, str(made.pk)))
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, f"{when(made)}の計画停止を登録しました。")
            return redirect("stops:stop", pk=made.pk)
    context = {"form": form, "refusal": refusal, "breadcrumb": _breadcrumb()}
    return render(request, "office/stops/new.html", context, status=409 if refusal else 200)


@require_safe
@staff_view(MAY_VIEW)
def stop(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(stops_visible_to(request.actor), pk=pk)
    state, may_plan = state_of(found, clock.now()), request.actor.may(MAY_PLAN)
    names = names_by_key({found.entered_by, found.seen_by} - {""})
    events = events_visible_to(request.actor).filter(about_kind=STOP, about_key=str(pk)).order_by("-at", "-id")
    context: dict[str, Any] = {
        "stop": found,
        "when": when(found),
        "state": STOP_STATE_LABELS[state],
        "rows": [
            ("停止の時間", when(found)),
            ("理由", found.reason),
            ("作業する人", found.done_by),
            ("職員の画面", "止める" if found.stops_staff else "停止中も使う"),
            ("登録", f"{names.get(found.entered_by, found.entered_by)}（{_moment(found.entered_at)}）"),
            ("市へのメール", mail_in_words(found)),
            (
                "市の確認",
                f"{names.get(found.seen_by, found.seen_by)}（{_moment(found.seen_at)}）"
                if found.seen_at
                else "まだ",
            ),
        ],
        "events": events_shown(events),
        "may_end": may_plan and state is StopState.ON,
        "may_call_off": may_plan and state is StopState.PLANNED,
        "may_see": request.actor.kind is UserKind.CITY
        and found.seen_at is None
        and state in (StopState.PLANNED, StopState.ON),
        "breadcrumb": _breadcrumb(),
    }
    return render(request, "office/stops/stop.html", context)


@require_POST
@staff_view(MAY_PLAN)
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """One button: whoever presses it waits for citizens, not for another page."""
    found = get_object_or_404(stops_visible_to(request.actor), pk=pk)
    with saying(request, "計画停止を終えました。市民の画面は、数秒のうちに再開します。"):
        end_early(found, by=request.actor)
    return redirect("stops:stop", pk=pk)


@require_http_methods(Methods)
@staff_view(MAY_PLAN)
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(stops_visible_to(request.actor), pk=pk)
    if request.method == "POST":
        with saying(request, "計画停止を取りやめました。市にも知らせます。"):
            call_off(found, by=request.actor)
        return redirect("stops:stop", pk=pk)
    context = {
        "question": f"{when(found)}の計画停止を取りやめますか。",
        "consequences": ["予約サイトは止まりません。", "市民の画面の予告が消え、市へ取りやめを知らせます。"],
        "action_label": "計画停止を取りやめる",
        "cancel_url": reverse("stops:stop", args=[pk]),
        "breadcrumb": _breadcrumb(),
    }
    return render(request, "office/stops/call_off.html", context)


@require_POST
@staff_view(MAY_VIEW)
def seen(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(stops_visible_to(request.actor), pk=pk)
    with saying(request, "計画停止の知らせを確かめたことを記録しました。"):
        note_seen_by_city(found, by=request.actor)
    return redirect("stops:stop", pk=pk)


def when(stop: PlannedStop) -> str:
    starts, ends = clock.in_tokyo(stop.starts_at), clock.in_tokyo(stop.ends_at)
    is_one_day = starts.date() == ends.date()
    until = f"{ends:%H:%M}" if is_one_day else f"{ends:%-m月%-d日 %H:%M}"
    return f"{starts:%Y年%-m月%-d日}（{clock.WEEKDAYS[starts.weekday()]}）{starts:%H:%M}〜{until}"


def mail_in_words(stop: PlannedStop) -> str:
    if stop.mail_trouble:
        return MAIL_TROUBLES[stop.mail_trouble]
    if stop.mailed_at:
        return f"送信済み（{_moment(stop.mailed_at)}）"
    return "まもなく送ります" if value_of("web_site.tells_city_of_planned_stops") else "送らない設定"


def _moment(at: datetime) -> str:
    return f"{clock.in_tokyo(at):%-m月%-d日 %H:%M}"


def _address(name: str, stop: PlannedStop) -> str:
    return reverse(f"stops:{name}", args=[stop.pk])


def _breadcrumb() -> list[tuple[str, str]]:
    return [("計画停止", reverse("stops:home"))]
