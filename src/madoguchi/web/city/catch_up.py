"""まとめて記録する: after a failure the ticks on paper are entered, by keyboard, with the true times."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.accounts.disclosure import record_search
from madoguchi.booking.capacity.queries import takes_bookings
from madoguchi.booking.counter.actions import MAY_SERVE
from madoguchi.booking.counter.afterwards import OnPaper, enter_from_paper
from madoguchi.booking.models import Booking
from madoguchi.booking.queries import bookings_visible_to, expected, on_day
from madoguchi.booking.rules import BookingState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.web.city.day_list import can_check_in_on
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.bookings.forms import outcome_choices
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.times import TolerantTimeField

OPEN = (BookingState.BOOKED, BookingState.ARRIVED)


class CatchUpForm(FrameForm):
    """A row a booking: what became of it, and when."""

    autofill = False

    def __init__(self, data: Any = None, *, bookings: list[Booking]) -> None:
        self.bookings = bookings
        super().__init__(data)
        served = [(f"{BookingState.SERVED}:{code}", f"完了：{label}") for code, label in outcome_choices()]
        arrived = [(f"{BookingState.ARRIVED}:", "来庁")]
        for booking in bookings:
            comes = booking.state == BookingState.BOOKED
            missed = [(f"{BookingState.NO_SHOW}:", "不来庁")] if comes else []
            self.fields[f"to_{booking.number}"] = forms.ChoiceField(
                label=f"{booking.name}さんの記録",
                required=False,
                choices=[("", "変えない"), *(arrived if comes else []), *served, *missed],
            )
            self.fields[f"at_{booking.number}"] = TolerantTimeField(
                label=f"{booking.name}さんの実際の時刻",
                required=False,
            )

    def rows(self) -> list[tuple[Booking, forms.BoundField, forms.BoundField]]:
        self.is_valid()
        return [(one, self[f"to_{one.number}"], self[f"at_{one.number}"]) for one in self.bookings]

    def entries(self, day: date) -> list[OnPaper]:
        return [entry for booking in self.bookings if (entry := self._entry(booking, day))]

    def _entry(self, booking: Booking, day: date) -> OnPaper | None:
        to, _, outcome = self.cleaned_data[f"to_{booking.number}"].partition(":")
        at = self.cleaned_data[f"at_{booking.number}"]
        if not to:
            return None
        return OnPaper(booking, BookingState(to), outcome, clock.moment(day, at) if at else None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_SERVE)
def catch_up(request: StaffRequest, day: date) -> HttpResponse:
    if not takes_bookings() or not can_check_in_on(day, request.actor):
        raise Http404
    bookings = _open_on(day, request.actor)
    form = CatchUpForm(request.POST if request.method == "POST" else None, bookings=bookings)
    if form.is_valid():
        entries = form.entries(day)
        refused = enter_from_paper(entries, by=request.actor)
        for booking, why in refused:
            messages.error(request, f"予約 {booking.spoken_number}：{why}")
        if done := len(entries) - len(refused):
            messages.success(request, f"{done}件を記録しました。")
        if not entries:
            messages.info(request, "記録するものを選んでください。")
        if not refused:
            return redirect("city:catch_up", day=day)
        bookings = _open_on(day, request.actor)
        form = CatchUpForm(_typed_for([booking for booking, _ in refused], request.POST), bookings=bookings)
    record_search("bookings", by=request.actor, found=len(bookings), facts={"day": day.isoformat()})
    context = {"form": form, "day": day, "breadcrumb": [("予約の一覧", reverse("city:day", args=[day]))]}
    return render(request, "city/catch_up.html", context)


def _open_on(day: date, actor: Actor) -> list[Booking]:
    return list(on_day(expected(bookings_visible_to(actor)), day).filter(state__in=OPEN))


def _typed_for(bookings: list[Booking], typed: QueryDict) -> dict[str, str]:
    """What was refused stands as it was typed; what was recorded is not asked again."""
    names = [f"{field}_{booking.number}" for booking in bookings for field in ("to", "at")]
    return {name: typed.get(name, "") for name in names}
