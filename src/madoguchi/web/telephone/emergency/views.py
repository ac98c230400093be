"""One page with three switches: the emergency announcement, closing the telephone, test calls."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.accounts.queries import names_by_key
from madoguchi.calls.announcements.rules import MAY_APPROVE, MAY_VIEW
from madoguchi.calls.policy.actions import (
    begin_test_time,
    close_now,
    end_test_time,
    may_switch,
    open_again,
    switch_emergency_off,
    switch_emergency_on,
)
from madoguchi.calls.policy.history import TELEPHONE
from madoguchi.calls.policy.queries import closing_on, emergency_on, time_of_tests
from madoguchi.core.actors import Actor
from madoguchi.core.history.queries import events_visible_to
from madoguchi.core.history.record import About
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.events_shown import events_shown
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.telephone.emergency.forms import CLOSES, ClosingForm, EmergencyForm

Methods = ["GET", "HEAD", "POST"]
SHOWN_EVENTS = 20


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    form = EmergencyForm(_typed(request), may_write=request.actor.may(MAY_APPROVE))
    if form.is_valid():
        with refusal_in(form):
            _switch_on(form, request.actor)
            messages.success(request, "緊急案内を入れました。")
            return redirect("telephone:emergency")
    emergency = emergency_on()
    by = emergency.on_by if emergency else ""
    events = events_visible_to(request.actor).filter(about_kind=TELEPHONE).order_by("-at", "-id")[:SHOWN_EVENTS]
    context = {
        "form": form,
        "emergency": emergency,
        "on_by": names_by_key({by} - {""}).get(by, by),
        "closing": closing_on(),
        "test_time": time_of_tests(None),
        "may_switch": may_switch(request.actor),
        "events": events_shown(events),
    }
    return render(request, "telephone/emergency/home.html", context, status=409 if form.errors else 200)


def _switch_on(form: EmergencyForm, by: Actor) -> None:
    with form.guard_lifted(by=by) as lifted:
        switch_emergency_on(
            chosen=form.cleaned_data["chosen"],
            text=form.cleaned_data.get("text", ""),
            notice=form.cleaned_data["notice"],
            reason=form.cleaned_data["reason"],
            closes_lines=form.cleaned_data["lines"] == CLOSES,
            by=by,
        )
        lifted(About(TELEPHONE, "emergency"))


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_VIEW)
def close(request: StaffRequest) -> HttpResponse:
    form = ClosingForm(_typed(request))
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            close_now(
                until_at=form.until_at(),
                reason=form.cleaned_data["reason"],
                agreed_with=form.cleaned_data["agreed_with"],
                by=request.actor,
            )
            lifted(About(TELEPHONE, "closing"))
            messages.success(request, "電話の受付を止めました。")
            return redirect("telephone:emergency")
    context = {"form": form, "breadcrumb": [("緊急案内・受付停止", reverse("telephone:emergency"))]}
    return render(request, "telephone/emergency/close.html", context, status=409 if form.errors else 200)


def _button(action: Callable[[Actor], object], done: str) -> Callable[..., HttpResponse]:
    """One press: whoever presses waits for callers, not for another page."""

    @require_POST
    @staff_view(MAY_VIEW)
    def view(request: StaffRequest) -> HttpResponse:
        with saying(request, done):
            action(request.actor)
        return redirect("telephone:emergency")

    return view


off = _button(lambda by: switch_emergency_off(by=by), "緊急案内を切りました。")
reopen = _button(lambda by: open_again(by=by), "電話の受付を再開しました。")
begin_tests = _button(lambda by: begin_test_time(minutes=60, by=by), "試験の電話を受け始めました。")
end_tests = _button(lambda by: end_test_time(by=by), "試験を終えました。")


def _typed(request: StaffRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
