"""Finding a booking, seeing all of it, and what the counter ticks."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_search, record_view
from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.counter.actions import MAY_SERVE, set_state
from madoguchi.booking.history import BOOKING
from madoguchi.booking.items import accommodation_words, items_in_order
from madoguchi.booking.models import Booking
from madoguchi.booking.queries import MAY_VIEW, bookings_visible_to, found_by
from madoguchi.booking.rules import STATE_LABELS, BookingState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.bookings.calls import RESULTS, calls_of, mails_of
from madoguchi.web.frame.bookings.forms import FindForm, StateForm
from madoguchi.web.frame.bookings.shown import (
    next_states,
    outcome_label,
    state_kind,
    timeline,
    told_of,
    when,
)
from madoguchi.web.frame.contact_fields import contact_rows_for_staff

MOST_HITS = 50


def place_of_work(request: HttpRequest) -> str:
    """The namespace under which this page was asked for: city or operator."""
    return request.resolver_match.namespace if request.resolver_match else ""


def address(request: HttpRequest, name: str, *args: object) -> str:
    return reverse(f"{place_of_work(request)}:{name}", args=args)


def booking_or_404(number: str, actor: Actor) -> Booking:
    if not takes_bookings():
        raise Http404
    return get_object_or_404(bookings_visible_to(actor), number=number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def find(request: StaffRequest) -> HttpResponse:
    """One field. One hit opens; several are shown with time and procedure, to be told apart (A-55)."""
    if not takes_bookings():
        raise Http404
    form = FindForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "ns": place_of_work(request), "most": MOST_HITS}
    if form.is_valid():
        found = found_by(bookings_visible_to(request.actor), form.cleaned_data["typed"])
        hits = soonest_first(found)
        record_search("bookings", by=request.actor, found=len(hits))
        if len(hits) == 1:
            return redirect(address(request, "booking", hits[0].number))
        context["hits"] = [(hit, state_kind(hit)) for hit in hits[:MOST_HITS]]
        context["has_more"] = len(hits) > MOST_HITS
    return render(request, "frame/bookings/find.html", context)


def soonest_first(found: QuerySet[Booking]) -> list[Booking]:
    """Who comes today or later in the order of the clock, then who came, newest first."""
    today = clock.start_of(clock.today())
    coming = found.filter(slot__starts_at__gte=today).order_by("slot__starts_at", "pk")[: MOST_HITS + 1]
    past = found.filter(slot__starts_at__lt=today).order_by("-slot__starts_at", "pk")[: MOST_HITS + 1]
    return [*coming, *past][: MOST_HITS + 1]


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def booking(request: StaffRequest, number: str) -> HttpResponse:
    found = booking_or_404(number, request.actor)
    record_view(About(BOOKING, number), by=request.actor)
    return booking_page(request, found)


def booking_page(request: StaffRequest, found: Booking, form: StateForm | None = None) -> HttpResponse:
    may_edit = request.actor.may(MAY_SERVE)
    context = {
        "booking": found,
        "ns": place_of_work(request),
        "state_kind": state_kind(found),
        "rows": _rows(found),
        "told": told_of(found),
        "entries": timeline(found, request.actor),
        "may_edit": may_edit,
        "may_change": may_edit and found.state == BookingState.BOOKED,
        "next_states": next_states(found) if may_edit else (),
        "state_form": (form or StateForm()) if may_edit and found.state == BookingState.ARRIVED else None,
        "form": form,
        "calls": calls_of(found, request.actor),
        "mails": mails_of(found, request.actor),
        "results": RESULTS,
        "may_telephone": may_edit,
        "here": address(request, "booking", found.number),
    }
    return render(request, "frame/bookings/booking.html", context)


def _rows(found: Booking) -> list[tuple[str, str]]:
    rows = [
        ("日時", when(found.slot)),
        ("会場", found.slot.site.name),
        ("代表者", f"{found.name}（{found.kana}）" if found.kana else found.name),
        *contact_rows_for_staff(found, items_in_order(), without=("name", "kana")),
        ("受付", f"{found.get_channel_display()}（{clock.in_tokyo(found.made_at):%Y年%-m月%-d日 %H:%M}）"),
    ]
    if found.accommodation_given:
        rows.append(("行った手助け", accommodation_words(found.accommodation_given)))
    return [*rows, ("結果", outcome_label(found))] if found.outcome else rows


@require_POST
@staff_view(MAY_SERVE)
def change_state(request: StaffRequest, number: str) -> HttpResponse:
    found = booking_or_404(number, request.actor)
    form = StateForm(request.POST)
    if not form.is_valid():
        return booking_page(request, found, form)
    apply_state(request, found, BookingState(form.cleaned_data["to"]), outcome=form.cleaned_data["outcome"])
    return redirect(address(request, "booking", number))


def apply_state(request: StaffRequest, found: Booking, to: BookingState, *, outcome: str = "") -> None:
    try:
        now = set_state(found, to, outcome=outcome, by=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return
    messages.success(
        request, f"予約 {found.spoken_number} を「{STATE_LABELS[BookingState(now.state)]}」にしました。"
    )
