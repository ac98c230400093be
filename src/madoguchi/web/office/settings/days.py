"""The opening calendar: a month as it will be, closures that were agreed, special openings."""

import calendar as months
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.booking.capacity.queries import slots_on_day
from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.municipality import queries
from madoguchi.municipality.days import set_opening_day, withdraw_opening_day
from madoguchi.municipality.history import OPENING_DAY
from madoguchi.municipality.models import OpeningDay, Site
from madoguchi.municipality.queries import Opening
from madoguchi.municipality.rules import CALENDAR_LABELS, Calendar
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.office.settings.forms import ClosureForm, SpecialOpeningForm
from madoguchi.web.office.settings.shown import in_words
from madoguchi.web.office.settings.views import back_home

FORM = require_http_methods(["GET", "HEAD", "POST"])
SUNDAY_FIRST = months.Calendar(firstweekday=6)


@require_safe
@staff_view("settings.view")
def month(request: StaffRequest) -> HttpResponse:
    which = request.GET.get("calendar", "")
    calendar = Calendar(which) if which in set(Calendar) else Calendar.TELEPHONE
    site = Site.objects.filter(code=request.GET.get("site", "")).first()
    first = _first_of(request.GET.get("month", ""))
    weeks = SUNDAY_FIRST.monthdatescalendar(first.year, first.month)
    openings = queries.openings(calendar, weeks[0][0], weeks[-1][-1], site)
    special = queries.opening_days_visible_to(request.actor).filter(day__gte=clock.today()).order_by("day")
    context = {
        "calendar": calendar,
        "calendars": list(CALENDAR_LABELS.items()),
        "site": site,
        "sites": Site.objects.filter(is_active=True),
        "first": first,
        "previous": (first - timedelta(days=1)).replace(day=1),
        "next": (first + timedelta(days=32)).replace(day=1),
        "weeks": [
            [(day, _state(openings[day])) if day.month == first.month else None for day in week] for week in weeks
        ],
        "open_count": sum(
            opening.is_open
            for day, opening in openings.items()
            if (day.year, day.month) == (first.year, first.month)
        ),
        "special": special,
        "today": clock.today(),
        "may_edit": request.actor.may("settings.edit"),
        "breadcrumb": back_home(),
    }
    return render(request, "office/settings/days.html", context)


def _state(opening: Opening) -> dict[str, Any]:
    return {
        "is_open": opening.is_open,
        "hours": [f"{interval.start:%H:%M}–{interval.end:%H:%M}" for interval in opening.intervals],
        "reason": opening.reason,
    }


def _first_of(written: str) -> date:
    try:
        first = date.fromisoformat(f"{written}-01")
    except ValueError:
        return clock.today().replace(day=1)
    # Weeks of a month reach into its neighbours, which must exist too.
    return first if 1970 <= first.year <= 2150 else clock.today().replace(day=1)


@FORM
@staff_view("settings.edit")
def close(request: StaffRequest) -> HttpResponse:
    return _set_day(request, ClosureForm(request.POST or None), "休業日の登録", "休業日を登録する")


@FORM
@staff_view("settings.edit")
def open_specially(request: StaffRequest) -> HttpResponse:
    return _set_day(request, SpecialOpeningForm(request.POST or None), "臨時開設の登録", "臨時開設を登録する")


def _set_day(
    request: StaffRequest, form: "ClosureForm | SpecialOpeningForm", title: str, action_label: str
) -> HttpResponse:
    if form.is_valid():
        asked = form.cleaned_data
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                row = set_opening_day(
                    Calendar(asked["calendar"]),
                    asked["day"],
                    by=request.actor,
                    site=Site.objects.filter(code=asked["site"]).first(),
                    hours=asked.get("hours", ""),
                    note=asked["note"],
                    agreed_with=asked.get("agreed_with", ""),
                    agreed_on=asked.get("agreed_on"),
                )
                lifted(About(OPENING_DAY, str(row.pk)))
        except Refusal as refusal:
            form.add_error("hours" if "hours" in form.fields else "day", refusal.message)
        else:
            messages.success(request, f"{in_words(row.day)}を登録しました。")
            if isinstance(form, ClosureForm) and (people := _people_booked(row)):
                messages.warning(request, _who_is_expected(row, people))
            where = f"?calendar={row.calendar}&month={row.day:%Y-%m}"
            return redirect(
                reverse("office_settings:days") + where + (f"&site={row.site.code}" if row.site else "")
            )
    context = {
        "form": form,
        "title": title,
        "action_label": action_label,
        "cancel_url": reverse("office_settings:days"),
        "breadcrumb": [*back_home(), ("開設日の暦", reverse("office_settings:days"))],
    }
    return render(request, "office/settings/form.html", context)


def _who_is_expected(row: OpeningDay, people: int) -> str:
    """Nobody shall stand before a closed counter: the way to move them is one step away."""
    where = "「予約枠」のこの日を開き、「この日の予約を移す」から、ほかの日に移してください。"
    return f"この日には予約が{people}人あります。{where}"


def _people_booked(row: OpeningDay) -> int:
    """Who would stand before a closed counter."""
    if row.calendar != Calendar.COUNTER:
        return 0
    slots = slots_on_day(row.day)
    return sum(slot.people_taken for slot in slots if row.site_id in (None, slot.site_id))


@FORM
@staff_view("settings.edit")
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.opening_days_visible_to(request.actor), pk=pk)
    if request.method == "POST":
        withdraw_opening_day(row, by=request.actor)
        messages.success(request, f"{in_words(row.day)}の登録を取り消しました。")
        return redirect("office_settings:days")
    context = {
        "title": "休業日・臨時開設の取消し",
        "question": f"{in_words(row.day)}（{row.note}）の登録を取り消しますか。",
        "consequences": ["この日は、曜日と祝日のとおりに戻ります。"],
        "action_label": "登録を取り消す",
        "cancel_url": reverse("office_settings:days"),
        "breadcrumb": back_home(),
    }
    return render(request, "office/settings/confirm.html", context)
