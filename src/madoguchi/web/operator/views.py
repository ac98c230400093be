"""A booking while the caller waits: find, choose a time (which holds it), fill in, read out, done."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_view
from madoguchi.accounts.queries import names_by_key
from madoguchi.booking.actions import MAY_BOOK, hold_places, make_booking, release_hold
from madoguchi.booking.capacity.queries import nearest_free_slots, sites_with_slots, takes_bookings
from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.refusals import NationalSystemStops, SlotFull
from madoguchi.booking.rules import MOST_VISITORS, BookingState, Channel
from madoguchi.booking.telephone.actions import keep_draft, record_told, take_over_hold
from madoguchi.booking.telephone.queries import (
    channel_of,
    draft_of,
    hold_behind,
    open_holds,
    people_held,
    told_before,
)
from madoguchi.calls.ledger.queries import call_at_hand
from madoguchi.calls.ledger.shown import MAY_SEE_NUMBERS
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.core.text.phone import written_phone
from madoguchi.municipality.queries import is_on
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.bookings.changes import day_asked, site_asked
from madoguchi.web.frame.bookings.forms import FindForm
from madoguchi.web.frame.bookings.grid import two_weeks
from madoguchi.web.frame.bookings.shown import when
from madoguchi.web.frame.bookings.views import booking_or_404
from madoguchi.web.frame.saying import saying
from madoguchi.web.operator.card import points_of
from madoguchi.web.operator.forms import TelephoneForm, TellForm

Methods = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
@staff_view(MAY_BOOK)
def home(request: StaffRequest) -> HttpResponse:
    _only_where_bookings_are_taken()
    holds = open_holds(request.actor)
    names = names_by_key({one.holder for one in holds})
    shown = [(one, when(one.hold.slot), people_held(one.hold), names.get(one.holder, one.holder)) for one in holds]
    form = FindForm(initial={"typed": _told_by_call(request.actor).get("phone", "")})
    context = {"form": form, "holds": shown, "counts": range(1, _most_people() + 1)}
    return render(request, "operator/home.html", context)


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_BOOK)
def choose_time(request: StaffRequest, people: int) -> HttpResponse:
    """Choosing a time holds it: nobody else gets it while the caller spells a name."""
    _only_where_bookings_are_taken()
    if not 1 <= people <= _most_people():
        raise Http404
    return _times(request, people, once_key=uuid.uuid4())


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_BOOK)
def choose_another_time(request: StaffRequest, once_key: uuid.UUID) -> HttpResponse:
    hold = _hold(once_key, request.actor)
    if hold.number:
        return redirect("operator:tell", number=hold.number)
    return _times(request, people_held(hold), once_key=once_key, held=hold)


def _times(request: StaffRequest, people: int, *, once_key: uuid.UUID, held: Booking | None = None) -> HttpResponse:
    slot = _number(request.POST.get("slot"))
    if request.method == "POST" and slot:
        key = once_key if held else _key(request.POST.get("once_key")) or once_key
        try:
            _hold_again(slot, people=people, once_key=key, by=request.actor)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            return redirect("operator:hold", once_key=key)
    sites = sites_with_slots(now=clock.now())
    site = site_asked(request, sites, sites[0]) if sites else None
    context = {
        "people": people,
        "once_key": once_key,
        "held": held,
        "sites": sites,
        "site": site,
        "asked": f"&site={site.code}" if site and len(sites) > 1 else "",
        "grid": two_weeks(site, day_asked(request, clock.today()), people=people, now=clock.now())
        if site
        else None,
        "hold": True,
    }
    return render(request, "operator/times.html", context)


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_BOOK)
def fill_in(request: StaffRequest, once_key: uuid.UUID) -> HttpResponse:
    hold = _hold(once_key, request.actor)
    if hold.number:
        return redirect("operator:tell", number=hold.number)
    people = people_held(hold)
    form = TelephoneForm(
        request.POST if request.method == "POST" else None,
        people=people,
        known=draft_of(hold) or _told_by_call(request.actor),
    )
    if request.POST.get("do") in ("time", "park"):  # ways out of the form that lose nothing of what was typed
        typed = {name: str(request.POST.get(name, "")).strip() for name in form.fields}
        keep_draft(hold, typed, by=request.actor)
        looks_on = request.POST["do"] == "time"
        return redirect("operator:time", once_key=once_key) if looks_on else redirect("operator:home")
    slot_id = _number(request.POST.get("slot")) or hold.slot_id
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                made = make_booking(form.wish(slot_id, once_key), channel=Channel(hold.channel), by=request.actor)
                lifted(About(BOOKING, made.number))
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("operator:tell", number=made.number)
    return _details_page(request, hold, form, people=people, refusal=refusal)


def _details_page(
    request: StaffRequest, hold: Booking, form: TelephoneForm, *, people: int, refusal: Refusal | None
) -> HttpResponse:
    context: dict[str, Any] = {
        "hold": hold,
        "form": form,
        "when": when(hold.slot),
        "people": people,
        "is_held": hold.state == BookingState.HELD and hold.expires_at and hold.expires_at > clock.now(),
        "refusal": refusal,
        "others": [],
    }
    if isinstance(refusal, SlotFull | NationalSystemStops):
        stops = isinstance(refusal, NationalSystemStops)
        near = nearest_free_slots(
            hold.slot, now=clock.now(), people=people, for_web=False, needs_national_system=stops
        )
        context["others"] = [(slot, when(slot)) for slot in near]
    return render(request, "operator/details.html", context, status=409 if refusal else 200)


@require_POST
@staff_view(MAY_BOOK)
def hold_longer(request: StaffRequest, once_key: uuid.UUID) -> HttpResponse:
    hold = _hold(once_key, request.actor)
    with saying(request, "仮押さえを延ばしました。"):
        _hold_again(hold.slot_id, people=people_held(hold), once_key=once_key, by=request.actor)
    return redirect("operator:hold", once_key=once_key)


@require_POST
@staff_view(MAY_BOOK)
def take_over(request: StaffRequest, once_key: uuid.UUID) -> HttpResponse:
    hold = _hold(once_key, request.actor)
    try:
        take_over_hold(hold, by=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("operator:home")
    messages.success(request, "仮押さえを引き継ぎました。")
    return redirect("operator:hold", once_key=once_key)


@require_POST
@staff_view(MAY_BOOK)
def release(request: StaffRequest, once_key: uuid.UUID) -> HttpResponse:
    _hold(once_key, request.actor)
    if release_hold(once_key, by=request.actor):
        messages.success(request, "仮押さえを放しました。空いた時間は、すぐにほかの方が予約できます。")
    return redirect("operator:home")


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_BOOK)
def tell(request: StaffRequest, number: str) -> HttpResponse:
    """The card. What is ticked off is kept with the booking, also when the call breaks off half-way."""
    booking = booking_or_404(number, request.actor)
    points = points_of(booking)
    is_sent = request.method == "POST"
    form = TellForm(
        request.POST if is_sent else None,
        points=[point.label for point in points],
        all_of_them=request.POST.get("do") == "done",
    )
    if is_sent and form.is_valid():
        record_told(booking, form.cleaned_data["told"], by=request.actor)
        messages.success(request, f"予約 {booking.spoken_number} について、伝えたことを記録しました。")
        return redirect("operator:home")
    if not is_sent:
        record_view(About(BOOKING, number), by=request.actor)
    ticked = request.POST.getlist("told") if is_sent else told_before(booking)
    context = {"booking": booking, "form": form, "points": points, "ticked": ticked}
    return render(request, "operator/tell.html", context)


def _told_by_call(actor: Actor) -> dict[str, str]:
    """Who is on the line need not spell the number that the network has told."""
    call = call_at_hand(actor)
    return {"phone": written_phone(call.caller)} if call and call.caller and actor.may(MAY_SEE_NUMBERS) else {}


def _hold_again(slot_id: int, *, people: int, once_key: uuid.UUID, by: Actor) -> None:
    hold_places(slot_id, people=people, once_key=once_key, channel=channel_of(by), language="ja", by=by)


def _hold(once_key: uuid.UUID, actor: Actor) -> Booking:
    _only_where_bookings_are_taken()
    if (hold := hold_behind(once_key, actor)) is None:
        raise Http404
    return hold


def _only_where_bookings_are_taken() -> None:
    if not takes_bookings():
        raise Http404


def _most_people() -> int:
    return MOST_VISITORS if is_on("family_booking") else 1


def _number(text: str | None) -> int | None:
    """The key of a slot that exists; anything else is nothing."""
    if not (text and text.isascii() and text.isdigit() and len(text) < 12):
        return None
    return int(text) if Slot.objects.filter(pk=int(text)).exists() else None


def _key(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
