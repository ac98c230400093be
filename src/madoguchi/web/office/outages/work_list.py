"""The one list of whoever an outage touches: today's first, moved one by one or together, telephoned, kept."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.accounts.disclosure import record_search
from madoguchi.booking.actions import MAY_BOOK
from madoguchi.booking.capacity.queries import bookings_with_places
from madoguchi.booking.models import Booking, Outage, Slot
from madoguchi.booking.outages.actions import MAY_RUN, settle
from madoguchi.booking.outages.queries import Line, lines_visible_to, slots_touched_by
from madoguchi.booking.outages.rules import FATE_LABELS
from madoguchi.booking.queries import MAY_VIEW
from madoguchi.booking.to_telephone.queries import open_tasks_visible_to
from madoguchi.booking.to_telephone.rules import CallReason
from madoguchi.core.refusals import Refusal
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.bookings.calls import RESULTS, calls_shown
from madoguchi.web.frame.bookings.shown import when
from madoguchi.web.office.moving.lines import do_what_is_asked, moving_of
from madoguchi.web.office.outages.shown import summary_of
from madoguchi.web.office.outages.views import back_home, outage_or_404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def outage(request: StaffRequest, pk: int) -> HttpResponse:
    found = outage_or_404(request, pk)
    refused: dict[str, str] = {}
    if request.method == "POST":
        refused = do_what_is_asked(request, reason=CallReason.OUTAGE)
        _settle(request, found)
    lines = lines_visible_to(request.actor, found)
    record_search("bookings", by=request.actor, found=len(lines), facts={"reason": "J-LISの停止"})
    still_open = [line for line in lines if line.is_open]
    calls = open_tasks_visible_to(request.actor).filter(
        reason=CallReason.OUTAGE.value, booking__in=[line.booking.pk for line in lines]
    )
    context: dict[str, Any] = {
        "outage": found,
        "summary": summary_of(found, lines),
        "moving": moving_of(
            request,
            _with_places(still_open),
            avoid=set(slots_touched_by(found).values_list("pk", flat=True)) if found.closed_at is None else (),
            refused=refused,
            leaving=[],
            is_affected=True,
            entries={line.booking.number: (line.entry.pk, FATE_LABELS[line.fate]) for line in still_open},
        ),
        "calls": calls_shown(list(calls)),
        "done": [
            (line, FATE_LABELS[line.fate], when(line.entry.slot), _went_to(line))
            for line in lines
            if not line.is_open
        ],
        "may_run": request.actor.may(MAY_RUN) and found.closed_at is None,
        "may_telephone": request.actor.may(MAY_BOOK),
        "results": RESULTS,
        "ns": "city",
        "here": request.path,
        "protected": Slot.objects.filter(people_protected__gt=0).select_related("site").order_by("starts_at"),
        "breadcrumb": back_home(),
    }
    return render(request, "office/outages/outage.html", context)


def _with_places(lines: Sequence[Line]) -> list[Booking]:
    """In the order of the list."""
    found = bookings_with_places([line.booking.slot for line in lines]).prefetch_related("visitors__procedure")
    by_key = {booking.pk: booking for booking in found}
    return [by_key[line.booking.pk] for line in lines if line.booking.pk in by_key]


def _went_to(line: Line) -> str:
    return when(line.booking.slot) if line.booking.slot_id != line.entry.slot_id else ""


def _settle(request: StaffRequest, found: Outage) -> None:
    for name, keeps_time in (("keep", True), ("again", False)):
        asked = request.POST.get(name, "")
        if not (asked.isascii() and asked.isdigit() and len(asked) < 12):
            continue
        entry = get_object_or_404(found.affected.select_related("booking"), pk=int(asked))
        try:
            settle(entry, keeps_time=keeps_time, by=request.actor)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            said = "もとの日時のまま来庁する" if keeps_time else "まだ移っていない"
            messages.success(request, f"予約 {entry.booking.spoken_number} を「{said}」にしました。")
