"""What was agreed about staffing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.calls.lines.queries import seats_on
from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.manager.staffing.regimes.forms import ConsultationForm
from madoguchi.web.manager.staffing.regimes.situation import situation_before
from madoguchi.workforce.history import CONSULTATION
from madoguchi.workforce.regimes.actions import call_off_change, record_consultation
from madoguchi.workforce.regimes.queries import (
    MAY_EDIT,
    MAY_VIEW,
    bounds,
    consultations_visible_to,
    days_since_consultation,
    regime_on,
    regimes_offered,
)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    today = clock.today()
    rows = list(consultations_visible_to(request.actor))
    least, most = bounds()
    context = {
        "regime": regime_on(today),
        "regimes": regimes_offered(),
        "seats": seats_on(today),
        "least": least,
        "most": most,
        "since": days_since_consultation(today),
        "coming": sorted(
            (row for row in rows if row.changes_something and row.decided.effective_on > today),
            key=lambda row: row.decided.effective_on,
        ),
        "rows": rows,
        "today": today,
        "may_edit": request.actor.may(MAY_EDIT),
    }
    return render(request, "manager/staffing/regimes/home.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def new(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        form = ConsultationForm(request.POST, situation="")
        if form.is_valid():
            with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
                row = record_consultation(form.agreed(), by=request.actor)
                lifted(About(CONSULTATION, str(row.pk)))
                messages.success(request, "協議を記録しました。")
                return redirect("manager:regimes")
    else:
        form = ConsultationForm(situation=situation_before(clock.today()))
    context = {"form": form, "breadcrumb": [("体制と協議", reverse("manager:regimes"))]}
    return render(request, "manager/staffing/regimes/new.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def consultation(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(consultations_visible_to(request.actor), pk=pk)
    is_coming = row.changes_something and row.decided.effective_on > clock.today()
    context = {
        "row": row,
        "who": names_by_key({row.made_by}).get(row.made_by, row.made_by),
        "may_call_off": is_coming and request.actor.may(MAY_EDIT),
        "breadcrumb": [("体制と協議", reverse("manager:regimes"))],
    }
    return render(request, "manager/staffing/regimes/consultation.html", context)


@require_POST
@staff_view(MAY_EDIT)
def call_off(request: StaffRequest, pk: int) -> HttpResponse:
    with saying(request, "変更を取りやめました。協議の記録は残ります。"):
        call_off_change(get_object_or_404(consultations_visible_to(request.actor), pk=pk), by=request.actor)
    return redirect("manager:regimes")
