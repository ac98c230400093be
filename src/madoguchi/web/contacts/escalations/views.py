"""What is open, handing a case on, what was closed, and the figures."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.accounts.disclosure import record_search, record_view
from madoguchi.contacts.escalations.actions import about, escalate
from madoguchi.contacts.escalations.models import Escalation
from madoguchi.contacts.escalations.monthly import months_of_transfers
from madoguchi.contacts.escalations.queries import (
    MAY_HAND_ON,
    MAY_VIEW,
    answers_waiting_visible_to,
    escalation_of,
    escalations_visible_to,
)
from madoguchi.contacts.escalations.rules import Caller
from madoguchi.contacts.escalations.settings import form_url, level_label, personal_only_by_form
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import about as about_contact
from madoguchi.contacts.records.queries import contacts_visible_to
from madoguchi.contacts.rules import Level
from madoguchi.core import clock
from madoguchi.core.text.masking import masked
from madoguchi.web.contacts.escalations.forms import NewForm
from madoguchi.web.contacts.escalations.lists import lists_for
from madoguchi.web.contacts.shown import party_for, text_for
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in
from madoguchi.web.frame.tables import Column, Table

FORM = require_http_methods(["GET", "HEAD", "POST"])
MONTHS_SHOWN, ANSWERS_SHOWN = 12, 100
CLOSED_COLUMNS = (
    Column(
        "closed_at",
        "完了",
        lambda one: f"{clock.in_tokyo(one.closed_at):%Y-%m-%d %H:%M}",
        url=lambda one: reverse("escalations:escalation", args=[one.pk]),
        order_by=("closed_at",),
        is_header=True,
    ),
    Column("contact", "応対", lambda one: one.contact.written_number),
    Column("reason", "理由", lambda one: one.reason_label),
    Column("level", "最後の段階", lambda one: f"{level_label(Level(one.level))}{_of_department(one)}"),
    Column("outcome", "結果", lambda one: one.outcome_label),
)


def back_home() -> list[tuple[str, str]]:
    return [("引継ぎ", reverse("escalations:home"))]


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    ready = (
        answers_waiting_visible_to(request.actor) if request.actor.may("contacts.edit") else Contact.objects.none()
    )
    shown = lists_for(request.actor)
    found = sum(len(one.lines) for one in shown)
    record_search("escalations", by=request.actor, found=found)
    context = {
        "lists": shown,
        "ready": ready[:ANSWERS_SHOWN],
        "may_see_figures": request.actor.may("contacts.view"),
    }
    return render(request, "contacts/escalations/home.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def closed(request: StaffRequest) -> HttpResponse:
    found = escalations_visible_to(request.actor).filter(closed_at__isnull=False)
    table = Table(
        CLOSED_COLUMNS,
        found.order_by("-closed_at"),
        request,
        caption="完了した引継ぎ",
        sort="-closed_at",
        empty="完了した引継ぎはまだありません",
    )
    record_search("escalations", by=request.actor, found=table.count)
    return render(request, "contacts/escalations/closed.html", {"table": table, "breadcrumb": back_home()})


@never_cache
@require_safe
@staff_view("contacts.view")
def figures(request: StaffRequest) -> HttpResponse:
    context = {
        "months": months_of_transfers(clock.today(), MONTHS_SHOWN),
        "levels": [level_label(level) for level in (Level.SUPERVISOR, Level.GENERAL_MANAGER, Level.DEPARTMENT)],
        "breadcrumb": back_home(),
    }
    return render(request, "contacts/escalations/figures.html", context)


@never_cache
@FORM
@staff_view(MAY_HAND_ON)
def new(request: StaffRequest, number: int) -> HttpResponse:
    contact = get_object_or_404(contacts_visible_to(request.actor), number=number)
    if known := escalation_of(contact):
        return redirect("escalations:escalation", pk=known.pk)
    # Where nothing personal may go to the city, the words to begin with hold nothing personal either.
    begins_with = text_for(request.actor, contact.content)
    begins_with = masked(begins_with) if personal_only_by_form() else begins_with
    form = NewForm(request.POST or None, initial={"text": begins_with})
    if form.is_valid():
        with refusal_in(form, at="text"), form.guard_lifted(by=request.actor) as lifted:
            case = escalate(
                contact,
                to=form.level,
                department=form.chosen_department(),
                reason=form.chosen_reason(),
                question=form.cleaned_data["text"],
                caller=form.chosen_caller(),
                by=request.actor,
            )
            lifted(about(case))
            messages.success(request, _said(case))
            return redirect("escalations:escalation", pk=case.pk)
    if not form.is_bound:
        record_view(about_contact(contact), by=request.actor)
    context = {
        "form": form,
        "contact": contact,
        "party": party_for(request.actor, contact),
        "only_by_form": personal_only_by_form(),
        "has_form": bool(form_url()),
        "breadcrumb": back_home(),
    }
    return render(request, "contacts/escalations/new.html", context)


def _said(case: Escalation) -> str:
    due = clock.in_tokyo(case.due_at)
    wait = "相手は電話口で待っています。" if case.caller == Caller.WAITS else ""
    return f"{level_label(Level(case.level))}{_of_department(case)}へ引き継ぎました。期限は{due:%-m月%-d日 %H:%M}です。{wait}"


def _of_department(case: Escalation) -> str:
    return f"（{case.department.name}）" if case.department else ""
