"""Calls around a case: put through, agreed to be rung back, and each attempt."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_search, record_view
from madoguchi.calls.ledger.queries import MAY_VIEW as MAY_VIEW_CALLS
from madoguchi.contacts.call_backs.actions import agree_call_back, note_attempt, withdraw_call_back
from madoguchi.contacts.call_backs.models import CallBack
from madoguchi.contacts.call_backs.queries import (
    answer_kept_ready,
    are_agreed,
    are_wished,
    call_backs_visible_to,
    may_be_agreed,
    open_call_backs,
    open_wishes,
)
from madoguchi.contacts.call_backs.rules import END_LABELS, RESULT_LABELS, End, Result
from madoguchi.contacts.escalations.queries import transfers_of
from madoguchi.contacts.escalations.settings import content_told_first
from madoguchi.contacts.escalations.transfers import record_transfer
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import about
from madoguchi.contacts.records.queries import MAY_RECORD, MAY_VIEW, contacts_visible_to
from madoguchi.core import clock
from madoguchi.core.refusals import Refusal
from madoguchi.web.contacts.directory.shown import shown
from madoguchi.web.contacts.escalations.forms import CallBackForm, TransferForm
from madoguchi.web.contacts.escalations.views import back_home
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in

FORM = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@FORM
@staff_view(MAY_RECORD)
def transfer(request: StaffRequest, number: int) -> HttpResponse:
    contact = _contact(request, number)
    form = TransferForm(request.POST or None, initial={"department": request.GET.get("place", "")})
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            made = record_transfer(contact, **form.attempt(), by=request.actor)
            lifted(about(contact))
            messages.success(request, f"{made.destination}：{made.result_label}。記録しました。")
            return redirect("contacts:contact", number=number)
    asked = form.chosen_department() if form.is_bound and form.cleaned_data.get("department") else None
    context = {
        "form": form,
        "contact": contact,
        "asked": shown(asked, clock.now()) if asked and not asked.is_transferable else None,
        "told_first": content_told_first(),
        "earlier": transfers_of(contact),
        "breadcrumb": back_home(),
    }
    return render(request, "contacts/escalations/transfer.html", context)


@never_cache
@FORM
@staff_view(MAY_RECORD)
def agree(request: StaffRequest, number: int) -> HttpResponse:
    contact = _contact(request, number)
    if not are_agreed():
        raise Http404
    form = CallBackForm(request.POST or None, initial={"day": clock.today()})
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            agree_call_back(contact, due_at=form.due_at(), note=form.cleaned_data["note"], by=request.actor)
            lifted(about(contact))
            messages.success(request, "折り返しの約束を記録しました。")
            return redirect("escalations:call_backs")
    if not form.is_bound:
        record_view(about(contact), by=request.actor)
    context = {"form": form, "contact": contact, "may": may_be_agreed(contact), "breadcrumb": back_home()}
    return render(request, "contacts/escalations/agree.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def call_backs(request: StaffRequest) -> HttpResponse:
    if not are_agreed():
        raise Http404
    return _list(request, open_call_backs(request.actor), is_wished=False)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def wished(request: StaffRequest) -> HttpResponse:
    """TEL-12: what callers asked for by keys."""
    if not are_wished():
        raise Http404
    return _list(request, open_wishes(request.actor), is_wished=True)


def _list(request: StaffRequest, open_ones: QuerySet[CallBack], *, is_wished: bool) -> HttpResponse:
    found = list(open_ones)
    record_search("contacts", by=request.actor, found=len(found))
    context = {
        "found": found,
        "is_wished": is_wished,
        "results": [(result.value, label) for result, label in RESULT_LABELS.items()],
        "now": clock.now(),
        "may_record": request.actor.may(MAY_RECORD),
        "may_see_calls": request.actor.may(MAY_VIEW_CALLS),
        "kept_ready": answer_kept_ready(),
        "breadcrumb": back_home(),
    }
    return render(request, "contacts/escalations/call_backs.html", context)


@require_POST
@staff_view(MAY_RECORD)
def attempt(request: StaffRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(call_backs_visible_to(request.actor), pk=pk)
    asked = request.POST.get("result", "")
    try:
        if asked == End.WITHDRAWN:
            now = withdraw_call_back(found, by=request.actor)
        elif asked in set(Result):
            now = note_attempt(found, Result(asked), by=request.actor)
        else:
            raise Http404
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        words = END_LABELS[End(now.end)] if now.end else RESULT_LABELS[Result(asked)]
        messages.success(request, f"応対 {now.contact.written_number} の折り返し：{words}。記録しました。")
    return redirect("escalations:wished" if found.is_wished else "escalations:call_backs")


def _contact(request: StaffRequest, number: int) -> Contact:
    return get_object_or_404(contacts_visible_to(request.actor), number=number)
