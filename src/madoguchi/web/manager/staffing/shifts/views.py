"""The plan of shifts: a week, a day, one shift."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.actors import UserKind
from madoguchi.core.history.record import About
from madoguchi.municipality.queries import openings
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.manager.staffing.files import forms_for
from madoguchi.web.manager.staffing.shifts.forms import ChangeShiftForm, NewShiftForm
from madoguchi.web.manager.staffing.shifts.half_hours import (
    breaches,
    half_hours,
    labels_of,
    needed_seats,
    usual_seats,
    warnings_of,
)
from madoguchi.web.manager.staffing.shifts.picture import picture_of
from madoguchi.workforce.history import SHIFT_DAY
from madoguchi.workforce.shifts.actions import (
    change_shift,
    copy_week,
    give_breaks_in_turn,
    plan_shifts,
    withdraw_shift,
)
from madoguchi.workforce.shifts.queries import (
    MAY_EDIT,
    MAY_SEE_PEOPLE,
    MAY_VIEW,
    WEEK,
    breaches_in_week,
    day_plan,
    monday_of,
    open_absences,
    own_shifts,
    plans_between,
    shifts_visible_to,
)

OWN_DAYS = 28


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def week(request: StaffRequest) -> HttpResponse:
    if _sees_own_only(request):
        return redirect("manager:shifts_own")
    monday = monday_of(_day(request.GET.get("week", "")))
    until = monday + WEEK - timedelta(days=1)
    plans = plans_between(monday, until, usual=usual_seats(monday, until), needed=needed_seats(monday, until))
    context = {
        "monday": monday,
        "until": until,
        "before": monday - WEEK,
        "after": monday + WEEK,
        "days": [(plan, labels_of(plan)) for plan in plans],
        "breaches": breaches(breaches_in_week(monday)) if request.actor.may(MAY_SEE_PEOPLE) else [],
        "today": clock.today(),
        "may_edit": request.actor.may(MAY_EDIT),
        "may_copy": request.actor.may(MAY_EDIT) and until >= clock.today(),
        "file_url": reverse("manager:shifts_file", args=[monday]),
        "file_forms": forms_for(request.actor),
    }
    return render(request, "manager/staffing/shifts/week.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def day(request: StaffRequest, day: date) -> HttpResponse:
    if _sees_own_only(request):
        return redirect("manager:shifts_own")
    needed = needed_seats(day, day).get(day, [])
    plan = day_plan(day, usual=usual_seats(day, day)[day], needed=needed)
    halves = half_hours(plan, needed, clock.now())
    may_edit = request.actor.may(MAY_EDIT)
    sees_people = request.actor.may(MAY_SEE_PEOPLE)
    context = {
        "plan": plan,
        "halves": halves,
        "picture": picture_of(plan, halves),
        "sees_people": sees_people,
        "warnings": warnings_of(plan) if sees_people else [one for one in warnings_of(plan) if one.kind != "law"],
        "shifts": [row for row in plan.shifts if not row.is_standby],
        "standby": [row for row in plan.shifts if row.is_standby],
        "unfilled": open_absences(request.actor, day),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "may_edit": may_edit,
        "may_plan": may_edit and day >= clock.today(),
        "breadcrumb": [("シフト", f"{reverse('manager:shifts')}?week={day.isoformat()}")],
    }
    return render(request, "manager/staffing/shifts/day.html", context)


@require_POST
@staff_view(MAY_EDIT)
def copy(request: StaffRequest, day: date) -> HttpResponse:
    with saying(request):
        number = copy_week(monday_of(day), by=request.actor)
        _done(request, f"前の週から、{number}件のシフトを写しました。")
    return redirect(f"{reverse('manager:shifts')}?week={day.isoformat()}")


@require_POST
@staff_view(MAY_EDIT)
def breaks(request: StaffRequest, day: date) -> HttpResponse:
    with saying(request):
        agreed = day_plan(day, usual=usual_seats(day, day)[day]).agreed
        number = give_breaks_in_turn(day, agreed=agreed, by=request.actor)
        _done(request, f"{number}人に休憩を割り当てました。足りない時間帯が残るときは、上に出ています。")
    return redirect("manager:shifts_day", day)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def new(request: StaffRequest) -> HttpResponse:
    on = max(_day(request.GET.get("day", "")), clock.today())
    form = NewShiftForm(request.POST if request.method == "POST" else None, day=on)
    if form.is_valid():
        typed = form.cleaned_data
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            rows = plan_shifts(
                typed["staff"],
                first=typed["first"],
                until=typed["until"] or typed["first"],
                hours=form.hours(),
                by=request.actor,
            )
            lifted(About(SHIFT_DAY, rows[0].day.isoformat()))
            messages.success(request, f"{typed['staff'].name}さんのシフトを{len(rows)}日分入れました。")
            return redirect("manager:shifts_day", rows[0].day)
    context = {
        "form": form,
        "breadcrumb": [
            ("シフト", reverse("manager:shifts")),
            (_words(on), reverse("manager:shifts_day", args=[on])),
        ],
        "back": reverse("manager:shifts_day", args=[on]),
    }
    return render(request, "manager/staffing/shifts/new.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def shift(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(shifts_visible_to(request.actor), pk=pk)
    form = ChangeShiftForm(request.POST if request.method == "POST" else None, shift=row)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            change_shift(row, form.hours(), by=request.actor)
            lifted(About(SHIFT_DAY, row.day.isoformat()))
            messages.success(request, f"{row.staff.name}さんのシフトを変えました。")
            return redirect("manager:shifts_day", row.day)
    context = {
        "shift": row,
        "form": form,
        "is_over": row.day < clock.today(),
        "breadcrumb": [
            ("シフト", reverse("manager:shifts")),
            (_words(row.day), reverse("manager:shifts_day", args=[row.day])),
        ],
    }
    return render(request, "manager/staffing/shifts/shift.html", context)


@require_POST
@staff_view(MAY_EDIT)
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(shifts_visible_to(request.actor), pk=pk)
    on = row.day
    with saying(request, f"{row.staff.name}さんのシフトを取り消しました。"):
        withdraw_shift(row, by=request.actor)
    return redirect("manager:shifts_day", on)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def own(request: StaffRequest) -> HttpResponse:
    """Four weeks, the day off too: nobody asks then whether something was forgotten."""
    first = clock.today()
    until = first + timedelta(days=OWN_DAYS - 1)
    by_day: dict[date, list[object]] = {}
    for row in own_shifts(request.actor, first, until):
        by_day.setdefault(row.day, []).append(row)
    days = [(on, by_day.get(on, []), opening) for on, opening in openings("telephone", first, until).items()]
    context = {"days": days, "today": first, "has_any": bool(by_day)}
    return render(request, "manager/staffing/shifts/own.html", context)


def _sees_own_only(request: StaffRequest) -> bool:
    return request.actor.kind is UserKind.CALL_CENTRE and not request.actor.may(MAY_SEE_PEOPLE)


def _day(text: str) -> date:
    try:
        return clock.day_of(text) if text else clock.today()
    except ValueError as error:
        raise Http404 from error


def _words(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _done(request: StaffRequest, text: str) -> None:
    with saying(request, text):
        pass
