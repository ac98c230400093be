"""The citizen's way: procedure → day → time → details → check → done. All of it without JavaScript."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.booking.actions import make_booking
from madoguchi.booking.capacity import queries
from madoguchi.booking.models import Slot
from madoguchi.booking.my_page import secret_of
from madoguchi.booking.refusals import SlotFull
from madoguchi.booking.rules import Channel
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.core.refusals import Refusal
from madoguchi.core.text.phone import written_phone
from madoguchi.municipality.queries import procedures_offered
from madoguchi.web.citizen.choice import Choice, choice_in, most_people, site_chosen, takes_families
from madoguchi.web.citizen.forms import DetailsForm, ProceduresForm, typed_procedures, with_lines_changed
from madoguchi.web.citizen.month import availability_month
from madoguchi.web.citizen.templatetags.citizen import label, when


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {"takes_bookings": queries.takes_bookings(), "procedures": procedures_offered()}
    return render(request, "citizen/home.html", context)


@require_safe
def choose_procedure(request: HttpRequest) -> HttpResponse:
    _only_where_bookings_are_taken()
    codes = typed_procedures(request.GET, most=most_people())
    changed = with_lines_changed(codes, request.GET.get("do", ""), empty="", most=most_people())
    if "next" not in request.GET or changed:
        form = ProceduresForm.showing(changed or codes)
    else:
        form = ProceduresForm(request.GET, people=len(codes))
        if form.is_valid():
            chosen = urlencode({"procedure": form.codes}, doseq=True)
            return redirect(f"{reverse('citizen:calendar')}?{chosen}")
    context = {
        "form": form,
        "takes_families": takes_families(),
        "may_add": form.count < most_people(),
        "step": 1,
    }
    return render(request, "citizen/procedure.html", context)


@require_safe
def choose_day(request: HttpRequest) -> HttpResponse:
    _only_where_bookings_are_taken()
    choice = choice_in(request.GET)
    if choice is None:
        return redirect("citizen:procedure")
    sites = queries.sites_with_slots(now=clock.now())
    site = site_chosen(request.GET.get("site"), sites)
    month = site and availability_month(
        site,
        request.GET.get("month", ""),
        people=choice.people,
        url_of_day=lambda day: f"{reverse('citizen:day', args=[day])}?{choice.query_with(site=site.code)}",
        url_of_month=lambda first: f"?{choice.query_with(site=site.code, month=first)}",
        now=clock.now(),
    )
    context = {"choice": choice, "sites": sites, "site": site, "month": month, "step": 2}
    return render(request, "citizen/calendar.html", context)


@require_safe
def choose_time(request: HttpRequest, day: date) -> HttpResponse:
    _only_where_bookings_are_taken()
    choice = choice_in(request.GET)
    sites = queries.sites_with_slots(now=clock.now())
    site = site_chosen(request.GET.get("site"), sites)
    if choice is None or site is None:
        return redirect("citizen:procedure")
    slots = queries.slots_of_day(site, day, now=clock.now(), people=choice.people)
    context = {"choice": choice, "site": site, "sites": sites, "day": day, "slots": slots, "step": 3}
    return render(request, "citizen/day.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill_in(request: HttpRequest, slot_id: int) -> HttpResponse:
    """Details, check and the booking itself: one address, so that "back" and "reload" keep what was typed."""
    _only_where_bookings_are_taken()
    slot = get_object_or_404(Slot.objects.select_related("site"), pk=slot_id)
    choice = choice_in(request.POST if request.method == "POST" else request.GET)
    if choice is None:
        return redirect("citizen:procedure")  # no longer offered, or never was
    if request.method != "POST":
        if not queries.is_bookable(slot, now=clock.now()):
            return render(request, "citizen/not_bookable.html", {"slot": slot}, status=410)
        return _details_page(request, slot, choice, _details_form(choice))
    form = _details_form(choice, request.POST)
    if not form.is_valid() or request.POST.get("do") == "edit":
        return _details_page(request, slot, choice, form)
    if request.POST.get("do") != "book":
        return _check_page(request, slot, choice, form)
    try:
        booking = make_booking(form.wish(slot.pk, choice.codes), channel=Channel.WEB, by=CITIZEN)
    except Refusal as refusal:
        return _check_page(request, slot, choice, form, refusal)
    return redirect(f"{reverse('citizen:my_page', args=[secret_of(booking)])}?new=1")


def _details_form(choice: Choice, data: QueryDict | None = None, **options: Any) -> DetailsForm:
    return DetailsForm(data, people=choice.people, for_families=takes_families(), **options)


def _details_page(request: HttpRequest, slot: Slot, choice: Choice, form: DetailsForm) -> HttpResponse:
    if form.is_bound and request.POST.get("do") == "edit":
        typed = {name: request.POST.get(name, "") for name in form.fields}
        form = _details_form(choice, initial=typed)
    context = {"slot": slot, "form": form, "choice": choice, "step": 4}
    return render(request, "citizen/details.html", context)


def _check_page(
    request: HttpRequest, slot: Slot, choice: Choice, form: DetailsForm, refusal: Refusal | None = None
) -> HttpResponse:
    """With a refusal: what was typed stays, and the nearest free places are offered."""
    context: dict[str, Any] = {
        "slot": slot,
        "form": form,
        "choice": choice,
        "rows": _what_was_filled_in(form, slot, choice),
        "refusal": refusal,
        "step": 5,
    }
    if refusal is not None:
        context["others"] = queries.nearest_free_slots(slot, now=clock.now(), people=choice.people)
    return render(request, "citizen/check.html", context, status=409 if isinstance(refusal, SlotFull) else 200)


def _what_was_filled_in(form: DetailsForm, slot: Slot, choice: Choice) -> list[tuple[str, str]]:
    typed = form.cleaned_data
    people = form.people_typed(choice.codes)
    # One who comes alone has said it all above.
    is_alone = len(people) == 1 and people[0].name == typed["name"]
    lines = [(gettext("手続き"), label(choice.procedures[0]))] if is_alone else []
    if not is_alone:
        for position, (person, procedure) in enumerate(zip(people, choice.procedures, strict=True), start=1):
            written = "\n".join(filter(None, [person.name, person.kana, label(procedure)]))
            lines.append((gettext("%(position)s人目") % {"position": position}, written))
    return [
        (gettext("日時"), when(slot)),
        (gettext("場所"), f"{slot.site.name}\n{slot.site.address}"),
        *lines,
        (gettext("お名前") if is_alone else gettext("予約する方のお名前"), typed["name"]),
        (gettext("フリガナ"), typed["kana"]),
        (gettext("電話番号"), written_phone(typed["phone"])),
        (gettext("メールアドレス"), typed["email"]),
    ]


def _only_where_bookings_are_taken() -> None:
    if not queries.takes_bookings():
        raise Http404
