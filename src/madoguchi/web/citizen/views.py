"""The citizen's way: procedure → day → time → details → check → done. All of it without JavaScript."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.booking import queries
from madoguchi.booking.actions import make_booking
from madoguchi.booking.models import Slot
from madoguchi.booking.my_page import secret_of
from madoguchi.booking.refusals import SlotFull
from madoguchi.booking.rules import Channel
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.core.refusals import Refusal
from madoguchi.core.text.phone import written_phone
from madoguchi.municipality.models import Procedure, Site
from madoguchi.municipality.queries import procedures_offered
from madoguchi.web.citizen.forms import DetailsForm, ProcedureForm
from madoguchi.web.citizen.month import availability_month
from madoguchi.web.citizen.templatetags.citizen import label, when


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {"takes_bookings": queries.takes_bookings(), "procedures": procedures_offered()}
    return render(request, "citizen/home.html", context)


@require_safe
def choose_procedure(request: HttpRequest) -> HttpResponse:
    _only_where_bookings_are_taken()
    form = ProcedureForm(request.GET if "procedure" in request.GET or "next" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect(f"{reverse('citizen:calendar')}?{urlencode(form.cleaned_data)}")
    return render(request, "citizen/procedure.html", {"form": form, "step": 1})


@require_safe
def choose_day(request: HttpRequest) -> HttpResponse:
    _only_where_bookings_are_taken()
    procedure = _procedure_chosen(request)
    if procedure is None:
        return redirect("citizen:procedure")
    sites = queries.sites_with_slots(today=clock.today())
    site = _site_chosen(request, sites)
    context = {
        "procedure": procedure,
        "sites": sites,
        "site": site,
        "month": site
        and availability_month(site, request.GET.get("month", ""), procedure=procedure, today=clock.today()),
        "step": 2,
    }
    return render(request, "citizen/calendar.html", context)


@require_safe
def choose_time(request: HttpRequest, day: date) -> HttpResponse:
    _only_where_bookings_are_taken()
    procedure = _procedure_chosen(request)
    sites = queries.sites_with_slots(today=clock.today())
    site = _site_chosen(request, sites)
    if procedure is None or site is None:
        return redirect("citizen:procedure")
    slots = queries.slots_of_day(site, day, today=clock.today())
    context = {"procedure": procedure, "site": site, "sites": sites, "day": day, "slots": slots, "step": 3}
    return render(request, "citizen/day.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill_in(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Details, check and the booking itself: one address, so that "back" and "reload" keep what was typed."""
    _only_where_bookings_are_taken()
    slot = get_object_or_404(Slot.objects.select_related("site"), pk=slot_id)
    if request.method != "POST":
        if not queries.is_bookable(slot, now=clock.now()):
            return render(request, "citizen/not_bookable.html", {"slot": slot}, status=410)
        procedure = _procedure_chosen(request)
        if procedure is None:
            return redirect("citizen:procedure")
        return _details_page(request, slot, DetailsForm(initial={"procedure": procedure.code}))
    if _procedure(request.POST.get("procedure")) is None:
        return redirect("citizen:procedure")  # no longer offered, or never was
    form = DetailsForm(request.POST)
    if not form.is_valid() or request.POST.get("do") == "edit":
        return _details_page(request, slot, form)
    if request.POST.get("do") != "book":
        return _check_page(request, slot, form)
    try:
        booking = make_booking(form.wish(slot.pk), channel=Channel.WEB, by=CITIZEN)
    except Refusal as refusal:
        return _check_page(request, slot, form, refusal)
    return redirect(f"{reverse('citizen:my_page', args=[secret_of(booking)])}?new=1")


@never_cache
@require_safe
def my_page(request: HttpRequest, secret: str) -> HttpResponse:
    booking = queries.booking_behind(secret)
    if booking is None:
        raise Http404
    context = {"booking": booking, "is_new": "new" in request.GET}
    response = render(request, "citizen/my_page.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _details_page(request: HttpRequest, slot: Slot, form: DetailsForm) -> HttpResponse:
    if form.is_bound and request.POST.get("do") == "edit":
        form = DetailsForm(initial={name: request.POST.get(name, "") for name in form.fields})
    procedure = _procedure(form["procedure"].value())
    context = {"slot": slot, "form": form, "procedure": procedure, "step": 4}
    return render(request, "citizen/details.html", context)


def _check_page(
    request: HttpRequest, slot: Slot, form: DetailsForm, refusal: Refusal | None = None
) -> HttpResponse:
    """With a refusal: what was typed stays, and the nearest free places are offered."""
    context: dict[str, Any] = {
        "slot": slot,
        "form": form,
        "procedure": _procedure(form.cleaned_data["procedure"]),
        "rows": _what_was_filled_in(form, slot),
        "refusal": refusal,
        "step": 5,
    }
    if refusal is not None:
        context["others"] = queries.nearest_free_slots(slot, today=clock.today(), people=1)
    return render(request, "citizen/check.html", context, status=409 if isinstance(refusal, SlotFull) else 200)


def _what_was_filled_in(form: DetailsForm, slot: Slot) -> list[tuple[str, str]]:
    typed = form.cleaned_data
    procedure = _procedure(typed["procedure"])
    return [
        (gettext("手続き"), label(procedure) if procedure else ""),
        (gettext("日時"), when(slot)),
        (gettext("場所"), f"{slot.site.name}\n{slot.site.address}"),
        (gettext("お名前"), typed["name"]),
        (gettext("フリガナ"), typed["kana"]),
        (gettext("電話番号"), written_phone(typed["phone"])),
        (gettext("メールアドレス"), typed["email"]),
    ]


def _only_where_bookings_are_taken() -> None:
    if not queries.takes_bookings():
        raise Http404


def _procedure(code: str | None) -> Procedure | None:
    return next((procedure for procedure in procedures_offered() if procedure.code == code), None)


def _procedure_chosen(request: HttpRequest) -> Procedure | None:
    return _procedure(request.GET.get("procedure"))


def _site_chosen(request: HttpRequest, sites: list[Site]) -> Site | None:
    """000 Q28: with one place nobody is asked for it."""
    wished = request.GET.get("site")
    if len(sites) == 1:
        return sites[0]
    return next((site for site in sites if site.code == wished), None)
