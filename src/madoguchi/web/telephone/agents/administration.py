"""Seats and extensions: who has which, where, with which telephone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.models import Staff
from madoguchi.calls.agents.administration import add_agent, add_seat, change_agent, change_seat, read_password
from madoguchi.calls.agents.models import Agent, Seat
from madoguchi.calls.agents.queries import (
    MAY_READ_PASSWORD,
    MAY_SUPERVISE,
    MAY_SUPERVISE_VIEW,
    agents_visible_to,
    has_bases,
    seats_visible_to,
    states_now,
)
from madoguchi.calls.agents.rules import DEVICE_LABELS, Device
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.telephone.agents.forms import AgentForm, NewAgentForm, SeatForm

FORM = require_http_methods(["GET", "HEAD", "POST"])


def back() -> list[tuple[str, str]]:
    return [("席と内線", reverse("telephone:seats"))]


@never_cache
@require_safe
@staff_view(MAY_SUPERVISE_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    sitting = {row.seat_id: row.agent for row in states_now() if row.seat_id}
    context = {
        "seats": [(seat, sitting.get(seat.pk)) for seat in seats_visible_to(request.actor)],
        "agents": [(agent, DEVICE_LABELS[Device(agent.device)]) for agent in agents_visible_to(request.actor)],
        "may_change": request.actor.may(MAY_SUPERVISE),
        "has_bases": has_bases(),
    }
    return render(request, "telephone/agents/seats.html", context)


@FORM
@staff_view(MAY_SUPERVISE)
def new_seat(request: StaffRequest) -> HttpResponse:
    form = SeatForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusal_in(form, at="name"), form.guard_lifted(by=request.actor):
            add_seat(form.cleaned_data["name"], form.cleaned_data.get("base", ""), by=request.actor)
            messages.success(request, "席を加えました。")
            return redirect("telephone:seats")
    return render(request, "telephone/agents/seat_form.html", {"form": form, "breadcrumb": back()})


@FORM
@staff_view(MAY_SUPERVISE)
def seat(request: StaffRequest, pk: int) -> HttpResponse:
    found: Seat = get_object_or_404(seats_visible_to(request.actor), pk=pk)
    now = {"name": found.name, "base": found.base, "is_in_use": found.is_in_use}
    form = SeatForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        values = {name: form.cleaned_data.get(name, before) for name, before in now.items()}
        with refusal_in(form, at="name"), form.guard_lifted(by=request.actor):
            change_seat(found, **values, by=request.actor)
            messages.success(request, "席を変えました。")
            return redirect("telephone:seats")
    return render(request, "telephone/agents/seat_form.html", {"form": form, "seat": found, "breadcrumb": back()})


@FORM
@staff_view(MAY_SUPERVISE)
def new_agent(request: StaffRequest) -> HttpResponse:
    form = NewAgentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = form.cleaned_data
        with refusal_in(form, at="extension"):
            made = add_agent(
                Staff.objects.get(login_id=typed["staff"]),
                device=Device(typed["device"]),
                extension=typed["extension"].strip(),
                by=request.actor,
            )
            messages.success(request, f"内線{made.extension}を登録しました。")
            return redirect("telephone:extension", extension=int(made.extension))
    return render(request, "telephone/agents/extension_form.html", {"form": form, "breadcrumb": back()})


@FORM
@staff_view(MAY_SUPERVISE)
def agent(request: StaffRequest, extension: int) -> HttpResponse:
    found = _agent(request, extension)
    form = AgentForm(request.POST if request.method == "POST" else None, agent=found)
    if form.is_valid():
        typed = form.cleaned_data
        with refusal_in(form, at="device"):
            change_agent(found, device=Device(typed["device"]), is_active=typed["is_active"], by=request.actor)
            messages.success(request, "内線の登録を変えました。")
            return redirect("telephone:seats")
    return render(request, "telephone/agents/extension_form.html", _of_agent(request, found, form))


@never_cache
@require_POST
@staff_view(MAY_READ_PASSWORD)
def password(request: StaffRequest, extension: int) -> HttpResponse:
    """Shown once, to be typed into a desk telephone; asked again, it is on record again."""
    found = _agent(request, extension)
    shown = read_password(found, by=request.actor)
    context = {**_of_agent(request, found, AgentForm(agent=found)), "password": shown}
    return render(request, "telephone/agents/extension_form.html", context)


def _of_agent(request: StaffRequest, agent: Agent, form: AgentForm) -> dict[str, object]:
    return {
        "form": form,
        "agent": agent,
        "breadcrumb": back(),
        "may_read_password": request.actor.may(MAY_READ_PASSWORD) and agent.device == Device.DESK_PHONE,
    }


def _agent(request: StaffRequest, extension: int) -> Agent:
    return get_object_or_404(agents_visible_to(request.actor), extension=str(extension))
