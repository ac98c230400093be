"""Somebody does not come: written down, the gap shown, somebody else asked (WFM-10)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.manager.staffing.shifts.forms import AbsenceForm
from madoguchi.web.manager.staffing.shifts.half_hours import usual_seats, warnings_of
from madoguchi.workforce.shifts.actions import report_absence, send_substitute, take_back_absence
from madoguchi.workforce.shifts.queries import (
    MAY_EDIT,
    absences_visible_to,
    day_plan,
    may_stand_in,
    people_to_plan,
    shifts_visible_to,
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def absent(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(shifts_visible_to(request.actor), pk=pk)
    form = AbsenceForm(request.POST if request.method == "POST" else None, shift=row)
    if form.is_valid():
        typed = form.cleaned_data
        with refusal_in(form):
            absence = report_absence(
                row,
                begins=typed["begins"],
                ends=typed["ends"],
                reason=form.reason_given(),
                by=request.actor,
            )
            messages.success(request, f"{row.staff.name}さんの欠勤を記録しました。代わりの人を決めてください。")
            return redirect("manager:absence", absence.pk)
    context = {
        "shift": row,
        "form": form,
        "breadcrumb": [
            ("シフト", reverse("manager:shifts")),
            (f"{row.day.month}月{row.day.day}日", reverse("manager:shifts_day", args=[row.day])),
        ],
    }
    return render(request, "manager/staffing/shifts/absent.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def absence(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(absences_visible_to(request.actor), pk=pk)
    on = row.shift.day
    if request.method == "POST":
        somebody = get_object_or_404(people_to_plan(), login_id=request.POST.get("staff", ""))
        with saying(request, f"{somebody.name}さんが、代わりに入ります。"):
            send_substitute(row, somebody, by=request.actor)
        return redirect("manager:absence", pk)
    plan = day_plan(on, usual=usual_seats(on, on)[on])
    context = {
        "absence": row,
        "substitutes": list(row.substitutes.select_related("staff")),
        "offered": may_stand_in(row),
        "warnings": [one for one in warnings_of(plan) if one.kind != "law"],
        "breadcrumb": [
            ("シフト", reverse("manager:shifts")),
            (f"{on.month}月{on.day}日", reverse("manager:shifts_day", args=[on])),
        ],
    }
    return render(request, "manager/staffing/shifts/absence.html", context)


@require_POST
@staff_view(MAY_EDIT)
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(absences_visible_to(request.actor), pk=pk)
    on = row.shift.day
    with saying(request, "欠勤の記録を取り消しました。"):
        take_back_absence(row, by=request.actor)
    return redirect("manager:shifts_day", on)
