"""Changing a booking for somebody: another time, other people, other contact data, or not at all."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.booking.actions import (
    MAY_BOOK,
    cancel_booking,
    change_contact,
    change_people,
    contact_of,
    move_booking,
    people_of,
)
from madoguchi.booking.capacity.queries import nearest_free_slots, sites_with_slots
from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.outages.queries import asked_by
from madoguchi.booking.own_page.actions import revise_visit
from madoguchi.booking.refusals import NationalSystemStops, SlotFull
from madoguchi.booking.rules import MOST_VISITORS
from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.models import Site
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.bookings.forms import CancelForm, ContactForm, PeopleForm
from madoguchi.web.frame.bookings.grid import two_weeks
from madoguchi.web.frame.bookings.shown import when
from madoguchi.web.frame.bookings.views import address, booking_or_404, place_of_work
from madoguchi.web.frame.forms import FrameForm

Methods = ["GET", "HEAD", "POST"]


@never_cache
@require_safe
@staff_view(MAY_BOOK)
def choose_time(request: StaffRequest, number: str) -> HttpResponse:
    found = booking_or_404(number, request.actor)
    sites = sites_with_slots(now=clock.now())
    site = site_asked(request, sites, found.slot.site)
    first = day_asked(request, clock.in_tokyo(found.slot.starts_at).date())
    return _page(
        request,
        "move",
        found,
        sites=sites,
        site=site,
        asked=f"&site={site.code}" if len(sites) > 1 else "",
        grid=two_weeks(site, first, now=clock.now(), own=found.slot_id, **asked_by(found)),
        before=when(found.slot),
        people=found.visitors.count(),
    )


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_BOOK)
def move(request: StaffRequest, number: str, slot_id: int) -> HttpResponse:
    """Asked once more before it is done: the new time is read back to the caller."""
    found = booking_or_404(number, request.actor)
    slot = get_object_or_404(Slot.objects.select_related("site"), pk=slot_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        refusal = _refusal_of(lambda: move_booking(found, to_slot_id=slot.pk, by=request.actor))
        if refusal is None:
            return _done(request, number, f"{when(slot)}に移しました。予約番号は変わりません。")
    near: list[Slot] = []
    if isinstance(refusal, SlotFull | NationalSystemStops):
        near = nearest_free_slots(slot, now=clock.now(), for_web=False, **asked_by(found))
    return _page(
        request,
        "move_to",
        found,
        refusal,
        question=f"予約 {found.spoken_number} を、次の日時に移しますか。",
        consequences=[
            f"いま：{when(found.slot)}（{found.slot.site.name}）",
            f"新しい日時：{when(slot)}（{slot.site.name}）",
        ],
        action_label="この日時に移す",
        button="primary",
        cancel_url=address(request, "move", number),
        cancel_label="ほかの時間を選ぶ",
        others=[(other, when(other)) for other in near],
    )


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_BOOK)
def people(request: StaffRequest, number: str) -> HttpResponse:
    found = booking_or_404(number, request.actor)
    before = people_of(found)
    known = [(visitor.procedure.code, visitor.procedure.label_ja) for visitor in found.visitors.all()]
    rows = rows_asked(request, len(before) + 1)
    data = request.POST if request.method == "POST" else None
    form = PeopleForm(data, people=before, rows=rows, known=known)
    refusal: Refusal | None = None
    near: list[Slot] = []
    if data is not None and "more" not in data and form.is_valid():
        everybody, slot_id = form.people(), slot_key(data.get("to_slot"))
        if slot_id is None:
            refusal = _saved(request, form, number, lambda: change_people(found, everybody, by=request.actor))
        else:  # the time and the people, both or neither
            refusal = _saved(
                request, form, number, lambda: revise_visit(found, everybody, to_slot_id=slot_id, by=request.actor)
            )
        if refusal is None:
            return _done(request, number, "予約の日時と人を変えました。" if slot_id else "予約の人を変えました。")
        if isinstance(refusal, SlotFull):
            asked = asked_by(found) | {"people": len(everybody)}
            near = nearest_free_slots(found.slot, now=clock.now(), for_web=False, **asked)
    return _page(
        request,
        "people",
        found,
        refusal,
        form=form,
        is_full=isinstance(refusal, SlotFull),
        others=[(other, when(other)) for other in near],
        rows=form.rows,
        may_add=form.rows < MOST_VISITORS,
    )


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_BOOK)
def contact(request: StaffRequest, number: str) -> HttpResponse:
    found = booking_or_404(number, request.actor)
    form = ContactForm(request.POST if request.method == "POST" else None, known=contact_of(found))
    refusal: Refusal | None = None
    if form.is_valid():
        refusal = _saved(request, form, number, lambda: change_contact(found, form.contact(), by=request.actor))
        if refusal is None:
            return _done(request, number, "連絡先を直しました。")
    return _page(request, "contact", found, refusal, form=form)


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_BOOK)
def cancel(request: StaffRequest, number: str) -> HttpResponse:
    found = booking_or_404(number, request.actor)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        refusal = _refusal_of(lambda: cancel_booking(found, reason=reason, by=request.actor))
        if refusal is None:
            return _done(request, number, "予約を取り消しました。空いた時間は、すぐにほかの方が予約できます。")
        messages.error(request, refusal.message)  # it is over: its page says how
        return redirect(address(request, "booking", number))
    return _page(
        request,
        "cancel",
        found,
        form=form,
        question=f"予約 {found.spoken_number}（{found.name}さん）を取り消しますか。",
        consequences=[
            f"{when(found.slot)}、{found.visitors.count()}人分の場所が、すぐに空きます。",
            "取り消した予約は、元に戻せません。日時を変えるだけなら「日時を変える」を使ってください。",
        ],
        action_label="予約を取り消す",
        cancel_url=address(request, "booking", number),
    )


def _refusal_of(do: Callable[[], object]) -> Refusal | None:
    try:
        do()
    except Refusal as refusal:
        return refusal
    return None


def _saved(request: StaffRequest, form: FrameForm, number: str, do: Callable[[], object]) -> Refusal | None:
    """What a form asks for; where a number was let through by hand, that is on record with the booking."""

    def save() -> None:
        with form.guard_lifted(by=request.actor) as lifted:
            do()
            lifted(About(BOOKING, number))

    return _refusal_of(save)


def _done(request: StaffRequest, number: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(address(request, "booking", number))


def _page(
    request: StaffRequest, name: str, found: Booking, refusal: Refusal | None = None, **context: object
) -> HttpResponse:
    context |= {"booking": found, "ns": place_of_work(request), "refusal": refusal}
    return render(request, f"frame/bookings/{name}.html", context, status=409 if refusal else 200)


def site_asked(request: StaffRequest, sites: list[Site], usual: Site) -> Site:
    """000 Q28: with one place nobody is asked for it."""
    wished = request.GET.get("site")
    return next((site for site in sites if site.code == wished), usual)


def day_asked(request: StaffRequest, usual: date) -> date:
    try:
        return clock.day_of(request.GET.get("from", ""))
    except ValueError:
        return usual


def slot_key(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None


def rows_asked(request: StaffRequest, usual: int) -> int:
    """As many rows as the form had, one more when 「もう1人」 was pressed."""
    asked = request.POST.get("rows", "")
    rows = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else usual
    return max(rows + ("more" in request.POST), usual)
