"""Registering an outage by way of a preview, changing its end, ending it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.models import Outage
from madoguchi.booking.outages.actions import MAY_RUN, begin_outage, change_end, end_outage
from madoguchi.booking.outages.history import OUTAGE
from madoguchi.booking.outages.queries import bookings_touched_by, outages_visible_to
from madoguchi.booking.queries import MAY_VIEW, is_told_by_mail
from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.municipality.queries import procedures_offered
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.office.outages.forms import AT, OPEN, EndForm, OutageForm
from madoguchi.web.office.outages.shown import summary_of, written_stretch
from madoguchi.web.office.slots.shown import typed_again

FORM = require_http_methods(["GET", "HEAD", "POST"])


def outage_or_404(request: StaffRequest, pk: int) -> Outage:
    only_where_bookings_are_taken()
    return get_object_or_404(outages_visible_to(request.actor), pk=pk)


def only_where_bookings_are_taken() -> None:
    if not takes_bookings():
        raise Http404


def back_home() -> list[tuple[str, str]]:
    return [("J-LISの停止", reverse("office_outages:home"))]


def back_to(outage: Outage) -> list[tuple[str, str]]:
    return [*back_home(), (written_stretch(outage), reverse("office_outages:outage", args=[outage.pk]))]


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    only_where_bookings_are_taken()
    shown = [summary_of(outage) for outage in outages_visible_to(request.actor)[:50]]
    context = {
        "open": [one for one in shown if one.is_open],
        "past": [one for one in shown if not one.is_open],
        "may_run": request.actor.may(MAY_RUN),
    }
    return render(request, "office/outages/home.html", context)


@never_cache
@FORM
@staff_view(MAY_RUN)
def begin(request: StaffRequest) -> HttpResponse:
    only_where_bookings_are_taken()
    form = OutageForm(request.POST or None)
    if form.is_valid() and request.POST.get("do") != "back":
        if request.POST.get("do") != "apply":
            return _preview(request, form)
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            outage = begin_outage(
                starts_at=form.starts_at(),
                ends_at=form.ends_at(),
                note=form.cleaned_data["note"],
                by=request.actor,
            )
            lifted(About(OUTAGE, str(outage.pk)))
            messages.success(request, "J-LISの停止を登録しました。カードの手続きの予約を止めました。")
            return redirect("office_outages:outage", pk=outage.pk)
    context = {"form": form, "breadcrumb": back_home(), **_procedures()}
    return render(request, "office/outages/begin.html", context)


def _preview(request: StaffRequest, form: OutageForm) -> HttpResponse:
    plan = Outage(starts_at=form.starts_at(), ends_at=form.ends_at())
    touched = list(bookings_touched_by(plan))
    today = clock.today()
    context: dict[str, Any] = {
        "when": written_stretch(plan),
        "count": len(touched),
        "of_today": sum(clock.in_tokyo(one.slot.starts_at).date() == today for one in touched),
        "by_mail": sum(is_told_by_mail(one) for one in touched),
        "by_telephone": sum(not is_told_by_mail(one) for one in touched),
        "note": form.cleaned_data["note"],
        "typed": typed_again(form),
        "breadcrumb": back_home(),
        **_procedures(),
    }
    return render(request, "office/outages/preview.html", context)


def _procedures() -> dict[str, Any]:
    offered = list(procedures_offered())
    return {
        "closed": [one.label_ja for one in offered if one.needs_national_system],
        "still_open": [one.label_ja for one in offered if not one.needs_national_system],
    }


@never_cache
@FORM
@staff_view(MAY_RUN)
def change_time(request: StaffRequest, pk: int) -> HttpResponse:
    outage = outage_or_404(request, pk)
    known = clock.in_tokyo(outage.ends_at) if outage.ends_at else None
    initial = {"ends": AT, "end_day": known.date(), "end_time": known.time()} if known else {"ends": OPEN}
    form = EndForm(request.POST or None, initial=initial)
    if form.is_valid():
        with refusal_in(form):
            change_end(outage, form.ends_at(), by=request.actor)
            messages.success(request, "停止の終わりを変えました。移ってもらう予約の一覧も、それに合わせました。")
            return redirect("office_outages:outage", pk=pk)
    context = {"form": form, "when": written_stretch(outage), "outage": outage, "breadcrumb": back_to(outage)}
    return render(request, "office/outages/change.html", context)


@never_cache
@FORM
@staff_view(MAY_RUN)
def end(request: StaffRequest, pk: int) -> HttpResponse:
    outage = outage_or_404(request, pk)
    if request.method == "POST":
        with saying(request, "停止を終えました。すべての手続きを、また予約できます。"):
            end_outage(outage, by=request.actor)
        return redirect("office_outages:outage", pk=pk)
    summary = summary_of(outage)
    context = {
        "title": f"J-LISの{summary.end_label}",
        "question": f"{written_stretch(outage)}。この{summary.end_label}ことにしますか。",
        "consequences": [
            "カードの手続きを、すぐにまた予約できるようになります。",
            f"まだ移っていない予約（{summary.still_open}件）は、もとの日時のまま来庁できます。移るようお願いした方には、知らせます。",
            "移ってもらう人のために確保した場所は、だれでも予約できるようになります。",
        ],
        "action_label": summary.end_label,
        "cancel_url": reverse("office_outages:outage", args=[pk]),
        "button": "primary",
        "breadcrumb": back_to(outage),
    }
    return render(request, "office/outages/confirm.html", context)
