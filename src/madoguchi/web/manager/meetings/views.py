"""定例会 (REP-25): the calendar of the year, and one meeting with all that belongs to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.quality.proposals.queries import proposals_visible_to
from madoguchi.quality.proposals.rules import OPEN
from madoguchi.reports.meetings.actions import call_off, change_meeting, plan_meeting
from madoguchi.reports.meetings.history import about
from madoguchi.reports.meetings.months import spoken_of
from madoguchi.reports.meetings.queries import (
    calendar_around,
    meetings_a_month,
    meetings_visible_to,
    minutes_are_written,
    minutes_visible_to,
    missing_this_month,
    packs_visible_to,
)
from madoguchi.reports.models import Meeting
from madoguchi.reports.queries import MAY_EDIT, MAY_ISSUE, MAY_VIEW, sees_issued_only
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.manager.meetings.forms import CallOffForm, PackForm, PlanForm
from madoguchi.web.manager.reports.forms import HandedForm


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    today, a_month = clock.today(), meetings_a_month()
    context = {
        "months": calendar_around(today) if a_month else [],
        "a_month": a_month,
        "missing": missing_this_month(today),
        "table": Table(
            _columns(request.actor),
            meetings_visible_to(request.actor),
            request,
            caption="定例会",
            empty="定例会はまだありません",
            empty_hint="日が決まったら、「定例会の日を決める」から入れてください。"
            if may_edit(request.actor)
            else "",
        ),
        "may_edit": may_edit(request.actor),
    }
    return render(request, "manager/meetings/home.html", context)


def _columns(actor: Actor) -> tuple[Column, ...]:
    columns = [
        Column(
            "name",
            "定例会",
            lambda one: one.name,
            is_header=True,
            url=lambda one: reverse("manager:meeting", args=[one.pk]),
            order_by=("starts_at",),
        ),
        Column("place", "場所", lambda one: one.place),
        Column("state", "状態", state_of),
    ]
    if minutes_are_written():
        columns.append(
            Column("minutes", "議事録", lambda one: _minutes_words(one, of_city=sees_issued_only(actor)))
        )
    return tuple(columns)


def state_of(meeting: Meeting) -> str:
    if meeting.called_off_at is not None:
        return "取りやめ"
    return "開催済み" if meeting.starts_at <= clock.now() else "予定"


def _minutes_words(meeting: Meeting, *, of_city: bool) -> str:
    found = [one for one in meeting.minutes.all() if one.is_handed_in or not of_city]
    if not found:
        return "—"
    handed = next(iter(found[0].submissions.all()), None)
    return f"第{found[0].version}版（{f'{handed.handed_on:%Y-%m-%d} 提出' if handed else '未提出'}）"


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def meeting(request: StaffRequest, number: int) -> HttpResponse:
    return page(request, meeting_or_404(request.actor, number))


def page(request: StaffRequest, found: Meeting, **more: FrameForm) -> HttpResponse:
    """`more`: the form that was refused, under its name."""
    actor = request.actor
    starts = clock.in_tokyo(found.starts_at)
    standing, is_held = found.called_off_at is None, found.starts_at <= clock.now()
    packs = list(packs_visible_to(actor).filter(meeting=found).defer("content"))
    minutes = list(minutes_visible_to(actor).filter(meeting=found))
    newest = minutes[0] if minutes else None
    names = names_by_key({found.planned_by, *(one.made_by for one in packs), *(one.written_by for one in minutes)})
    may_issue = actor.may(MAY_ISSUE) and not sees_issued_only(actor)
    writes = minutes_are_written()
    context: dict[str, Any] = {
        "breadcrumb": crumbs(),
        "meeting": found,
        "state": state_of(found),
        "rows": [
            ("日時", f"{starts:%Y年%-m月%-d日}（{clock.WEEKDAYS[starts.weekday()]}）{starts:%-H:%M}"),
            ("場所", found.place),
            ("議題", found.agenda),
        ],
        "packs": [(names.get(one.made_by, one.made_by), one) for one in packs],
        "minutes": [(names.get(one.written_by, one.written_by), one) for one in minutes],
        "newest": newest,
        "with_minutes": writes or bool(minutes),
        "proposals": proposals_visible_to(actor).filter(state__in=OPEN),
        "may_change": may_edit(actor) and standing and not found.minutes.exists(),
        "calling_off": CallOffForm() if may_edit(actor) and standing and not found.minutes.exists() else None,
        "packing": PackForm(period=spoken_of(starts.date())) if may_issue and standing else None,
        "may_write": may_edit(actor) and standing and is_held and writes,
        "handing": HandedForm() if may_issue and standing and newest is not None else None,
        **more,
    }
    context["refused_forms"] = [one for one in more.values() if one.is_bound]
    return render(request, "manager/meetings/meeting.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def new(request: StaffRequest) -> HttpResponse:
    return _plan(request, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def edit(request: StaffRequest, number: int) -> HttpResponse:
    return _plan(request, meeting_or_404(request.actor, number))


def _plan(request: StaffRequest, found: Meeting | None) -> HttpResponse:
    form = PlanForm(request.POST if request.method == "POST" else None, meeting=found)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            made = (
                change_meeting(found, form.planned, by=request.actor)
                if found
                else plan_meeting(form.planned, by=request.actor)
            )
            lifted(about(made.pk))
            messages.success(request, f"{made.name} の予定を記録しました。")
            return redirect("manager:meeting", number=made.pk)
    context = {
        "form": form,
        "heading": "定例会の予定を変える" if found else "定例会の日を決める",
        "breadcrumb": crumbs((found.name, reverse("manager:meeting", args=[found.pk]))) if found else crumbs(),
        "button": "記録する",
    }
    return render(request, "manager/meetings/form.html", context)


@never_cache
@require_POST
@staff_view(MAY_EDIT)
def call_meeting_off(request: StaffRequest, number: int) -> HttpResponse:
    found, form = meeting_or_404(request.actor, number), CallOffForm(request.POST)
    if form.is_valid():
        with refusal_in(form):
            call_off(found, form.cleaned_data["reason"], by=request.actor)
            messages.success(request, "取りやめを記録しました。")
            return redirect("manager:meeting", number=found.pk)
    return page(request, found, calling_off=form)


def meeting_or_404(actor: Actor, number: int) -> Meeting:
    return get_object_or_404(meetings_visible_to(actor), pk=number)


def may_edit(actor: Actor) -> bool:
    return actor.may(MAY_EDIT) and not sees_issued_only(actor)


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("定例会", reverse("manager:meetings")), *more]
