"""Putting a caller through while they wait: whom to ring, what to tell them first, what became of it (ESC-01, ESC-02)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.calls.ledger.models import Call
from madoguchi.contacts.drafts.actions import open_contact
from madoguchi.contacts.drafts.queries import draft_behind, typed_in
from madoguchi.contacts.escalations.queries import transfers_of
from madoguchi.contacts.escalations.settings import caller_waits, content_told_first
from madoguchi.contacts.escalations.transfers import record_transfer
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import about
from madoguchi.contacts.records.queries import MAY_RECORD
from madoguchi.contacts.rules import Channel
from madoguchi.contacts.telephone.queries import call_to_record, told_by_call
from madoguchi.contacts.telephone.rules import once_key_of
from madoguchi.core import clock
from madoguchi.municipality.departments.queries import departments_found, departments_visible_to
from madoguchi.web.contacts.directory.forms import SearchForm
from madoguchi.web.contacts.directory.shown import shown
from madoguchi.web.contacts.escalations.forms import TransferForm
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import refusal_in

SEARCH = "search"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_RECORD)
def put_through(request: StaffRequest, key: str) -> HttpResponse:
    call = call_to_record(request.actor, key)
    if call is None:
        return redirect("directory:home")
    contact = draft_behind(once_key_of(call.key, request.actor.key), request.actor)
    searches = request.method == "POST" and SEARCH in request.POST
    search = SearchForm(request.POST if searches else None)
    form = TransferForm(request.POST if request.method == "POST" and not searches else None)
    if form.is_valid():
        with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
            opened = contact or _open(request, call)
            made = record_transfer(opened, **form.attempt(), by=request.actor)
            lifted(about(opened))
            messages.success(request, f"{made.destination}：{made.result_label}。記録しました。")
            return redirect("escalations:put_through", key=key)
    return _page(request, call, contact, search, form)


def _page(
    request: StaffRequest, call: Call, contact: Contact | None, search: SearchForm, form: TransferForm
) -> HttpResponse:
    phrase = search.cleaned_data["q"] if search.is_valid() else ""
    in_use = departments_visible_to(request.actor).filter(is_active=True)
    found = departments_found(phrase, in_use) if phrase else list(in_use)
    typed = typed_in(contact) if contact else {}
    earlier = list(transfers_of(contact)) if contact else []
    context = {
        "form": form,
        "search": search,
        "phrase": phrase,
        "found": [shown(one, clock.now()) for one in found],
        "outline": [
            (label, typed[name])
            for name, label in (("party_name", "相手"), ("topic", "区分"), ("content", "用件"))
            if typed.get(name)
        ],
        "told_first": content_told_first(),
        "waits": caller_waits(),
        "earlier": earlier,
        "newest": earlier[-1] if earlier else None,
    }
    return render(request, "contacts/escalations/put_through.html", context)


def _open(request: StaffRequest, call: Call) -> Contact:
    return open_contact(
        once_key_of(call.key, request.actor.key),
        channel=Channel(told_by_call(call)["channel"]),
        started_at=call.answered_at or clock.now(),
        call_key=call.key,
        by=request.actor,
    )
