"""A booking's own page and what can be done from it (RSV-09 to RSV-12): another time, other people, other data, none
at all. Who has the secret has the booking; who has lost it finds it by number and telephone."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.accounts.allow_lists.requests import address_of_request
from madoguchi.booking.actions import cancel_booking, contact_of, move_booking, people_of
from madoguchi.booking.capacity import queries
from madoguchi.booking.items import items_asked
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.outages.queries import asked_by, is_still_affected
from madoguchi.booking.own_page.actions import look_up, revise_contact, revise_visit
from madoguchi.booking.own_page.queries import changes_until, may_still_change
from madoguchi.booking.own_page.secret import secret_of
from madoguchi.booking.queries import booking_behind
from madoguchi.booking.refusals import BookingIsOver, SlotFull, TooLateToChange, TooManyBookings, TooManyLookUps
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from madoguchi.core.refusals import Refusal
from madoguchi.web.citizen.address import filled_in
from madoguchi.web.citizen.choice import most_people, site_chosen, takes_families
from madoguchi.web.citizen.forms import ContactForm, LookUpForm, PeopleForm, typed_people, with_lines_changed
from madoguchi.web.citizen.month import availability_month
from madoguchi.web.citizen.outages import outages_said_to
from madoguchi.web.frame.contact_fields import contact_rows, typed_contact

# What may be read when nothing can be changed any more.
OPEN_FOR_EVER = {"my_page", "calendar_file"}

OwnView = Callable[..., HttpResponse]


def own_page(view: OwnView) -> OwnView:
    """The booking behind the secret. Nothing of it stays in a cache or a search engine; what can no longer be changed
    is said on the page itself, which every attempt leads back to."""

    @wraps(view)
    def guarded(request: HttpRequest, secret: str, **more: Any) -> HttpResponse:
        booking = booking_behind(secret)
        if booking is None:
            raise Http404
        try:
            if view.__name__ not in OPEN_FOR_EVER and not may_still_change(booking):
                raise TooLateToChange
            response = view(request, booking, **more)
        except (BookingIsOver, TooLateToChange):
            response = redirect("citizen:my_page", secret)
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(guarded)


@never_cache
@sensitive_post_parameters("number", "phone")
@require_http_methods(["GET", "HEAD", "POST"])
def look_up_booking(request: HttpRequest) -> HttpResponse:
    """RSV-20: the same page for every no, so that nobody learns which numbers exist."""
    form = LookUpForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if form.is_valid():
        address = str(address_of_request(request))
        try:
            booking = look_up(form.cleaned_data["number"], form.cleaned_data["phone"], address=address)
        except TooManyLookUps as refusal:
            context["refusal"], status = refusal, 429
        else:
            if booking is not None:
                return redirect("citizen:my_page", secret_of(booking))
            context["is_unknown"] = True
    return render(request, "citizen/look_up.html", context, status=status)


@own_page
@require_safe
def my_page(request: HttpRequest, booking: Booking) -> HttpResponse:
    context = {
        "booking": booking,
        "secret": secret_of(booking),
        "is_new": "new" in request.GET or "already" in request.GET,
        "is_again": "already" in request.GET,
        "done": done_words().get(request.GET.get("done", "")),
        "may_change": may_still_change(booking),
        "may_change_until": changes_until(booking),
        "is_affected": booking.state == BookingState.BOOKED and is_still_affected(booking),
        "takes_families": takes_families(),
        "contact": contact_rows(booking, items_asked(Channel.WEB), language=get_language() or "ja"),
    }
    return render(request, "citizen/my_page.html", context)


@own_page
@require_safe
def other_day(request: HttpRequest, booking: Booking) -> HttpResponse:
    sites = queries.sites_with_slots(now=clock.now())
    site = site_chosen(request.GET.get("site", booking.slot.site.code), sites)
    secret = secret_of(booking)
    month = site and availability_month(
        site,
        request.GET.get("month", f"{clock.in_tokyo(booking.slot.starts_at):%Y-%m}"),
        **asked_by(booking),
        url_of_day=lambda day: f"{reverse('citizen:my_day', args=[secret, day])}?{urlencode({'site': site.code})}",
        url_of_month=lambda first: f"?{urlencode({'site': site.code, 'month': first})}",
        now=clock.now(),
    )
    context = {
        "booking": booking,
        "secret": secret,
        "sites": sites,
        "site": site,
        "month": month,
        "outages": outages_said_to(booking, month.first if month else None),
    }
    return render(request, "citizen/calendar.html", context)


@own_page
@require_safe
def other_time(request: HttpRequest, booking: Booking, day: date) -> HttpResponse:
    sites = queries.sites_with_slots(now=clock.now())
    site = site_chosen(request.GET.get("site", booking.slot.site.code), sites)
    if site is None:
        return redirect("citizen:my_calendar", secret_of(booking))
    slots = queries.slots_of_day(site, day, now=clock.now(), **asked_by(booking))
    secret = secret_of(booking)
    back = urlencode({"site": site.code, "month": f"{day:%Y-%m}"})
    context = {
        "booking": booking,
        "secret": secret,
        "day": day,
        "slots": slots,
        "site": site,
        "outages": outages_said_to(booking, day, days=1),
        "calendar_url": f"{reverse('citizen:my_calendar', args=[secret])}?{back}",
    }
    return render(request, "citizen/day.html", context)


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, booking: Booking, slot_id: int) -> HttpResponse:
    """The old place stays until the new one is certain."""
    slot = get_object_or_404(Slot.objects.select_related("site"), pk=slot_id)
    context: dict[str, Any] = {"booking": booking, "secret": secret_of(booking), "slot": slot}
    status = 200
    if request.method == "POST":
        try:
            move_booking(booking, to_slot_id=slot.pk, by=CITIZEN)
        except (BookingIsOver, TooLateToChange):
            raise
        except Refusal as refusal:
            status = 409
            context["refusal"] = refusal
            context["others"] = queries.nearest_free_slots(slot, now=clock.now(), **asked_by(booking))
        else:
            return _back(booking, "moved")
    return render(request, "citizen/my_slot.html", context, status=status)


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Persons come, go or are corrected. Lines are added and taken away by buttons, without a script too."""
    before = people_of(booking)
    known = tuple(person.procedure for person in before)
    if request.method != "POST":
        form = PeopleForm.showing([vars(person) for person in before], known=known)
        return _people_page(request, booking, form)
    lines = typed_people(request.POST, most=most_people())
    do = request.POST.get("do", "")
    if do not in ("save", ""):
        changed = with_lines_changed(lines, do, empty={}, most=most_people())
        form = PeopleForm.showing(changed or lines, known=known)
        if form.count > len(lines):
            form.look_at_last()
        return _people_page(request, booking, form)
    form = PeopleForm(request.POST, people=len(lines), known=known)
    if not form.is_valid():
        return _people_page(request, booking, form)
    to = request.POST.get("to", "")
    to_slot_id = int(to) if to.isdecimal() else None
    try:
        revise_visit(booking, form.people_typed(), to_slot_id=to_slot_id, by=CITIZEN)
    except (BookingIsOver, TooLateToChange):
        raise
    except Refusal as refusal:
        return _people_page(request, booking, form, refusal, has_chosen_time=to_slot_id is not None)
    return _back(booking, "people" if to_slot_id is None else "people_moved")


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, booking: Booking) -> HttpResponse:
    known = contact_of(booking)
    form = ContactForm(request.POST if request.method == "POST" else None, initial=vars(known))
    if form.may_look_up and request.POST.get("do") == "address":
        typed, looked_up = filled_in(form.typed_as(request.POST))
        form = ContactForm(initial=typed)
        form.show_place(looked_up)
    elif form.is_valid():
        try:
            revise_contact(booking, typed_contact(form.cleaned_data, known), by=CITIZEN)
        except TooManyBookings as refusal:
            form.add_error("phone", gettext(refusal.message))
        else:
            return _back(booking, "contact")
    context = {"booking": booking, "secret": secret_of(booking), "form": form}
    return render(request, "citizen/my_contact.html", context)


@own_page
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, booking: Booking) -> HttpResponse:
    if request.method == "POST":
        cancel_booking(booking, by=CITIZEN)
        return _back(booking, "cancelled")
    return render(request, "citizen/my_cancel.html", {"booking": booking, "secret": secret_of(booking)})


def done_words() -> dict[str, str]:
    return {
        "moved": gettext("日時を変えました。"),
        "people": gettext("来る方と手続きを変えました。"),
        "people_moved": gettext("来る方と手続きと日時を変えました。"),
        "contact": gettext("連絡先を変えました。"),
        "cancelled": gettext("予約を取り消しました。"),
    }


def _people_page(
    request: HttpRequest,
    booking: Booking,
    form: PeopleForm,
    refusal: Refusal | None = None,
    *,
    has_chosen_time: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "booking": booking,
        "secret": secret_of(booking),
        "form": form,
        "refusal": refusal,
        "takes_families": takes_families(),
        "may_add": form.count < most_people(),
    }
    is_full = isinstance(refusal, SlotFull)
    if is_full:
        context["is_too_small"] = not has_chosen_time
        asked = asked_by(booking)
        asked["people"] = form.count
        context["others"] = queries.nearest_free_slots(booking.slot, now=clock.now(), **asked)
    return render(request, "citizen/my_people.html", context, status=409 if is_full else 200)


def _back(booking: Booking, done: str) -> HttpResponse:
    return redirect(f"{reverse('citizen:my_page', args=[secret_of(booking)])}?done={done}")
