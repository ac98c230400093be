"""The record, from the first word to the last: one form that works by pressing alone, and keeps itself while typed."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.calls.ledger.models import Call
from madoguchi.contacts.drafts.actions import (
    discard_draft,
    open_contact,
    refuse_older_words,
    save_draft,
    take_over_draft,
)
from madoguchi.contacts.drafts.queries import draft_behind, typed_in, unrecorded_visible_to, version_of
from madoguchi.contacts.finding.queries import tag_names
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import about, close_contact
from madoguchi.contacts.records.queries import MAY_RECORD
from madoguchi.contacts.refusals import DraftChangedElsewhere, IntentionMissing, ItemMissing, NoSuchBooking
from madoguchi.contacts.rules import Channel, ContactState
from madoguchi.contacts.tagging.queries import suggested_tags
from madoguchi.contacts.telephone.queries import call_keys_of, call_to_record, told_by_call
from madoguchi.contacts.telephone.rules import once_key_of
from madoguchi.core import clock
from madoguchi.core.refusals import Refusal
from madoguchi.core.text.my_number import contains_my_number
from madoguchi.web.contacts.writing.forms import WritingForm
from madoguchi.web.contacts.writing.side import Press, looked, pressed, side_of
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.fields import Tolerant
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.saying import saying

Methods = ["GET", "HEAD", "POST"]
# What the screen keeps beside the items: which FAQ is open, what was looked for, whom it has shown.
BESIDE = ("faq_words", "opened", "earlier", "seen")
# A page that was left open over lunch: what began then is not this call.
BEGAN_WITHIN = timedelta(hours=4)
# To be handed on it must be recorded first: whoever takes it over reads the record (002 No.22).
HAND_ON = "hand_on"
ENDINGS = {
    "complete": ContactState.COMPLETED,
    "in_progress": ContactState.IN_PROGRESS,
    HAND_ON: ContactState.IN_PROGRESS,
}
MOST_TO_READ = 60


class DiscardForm(FrameForm):
    reason = Tolerant(label="理由", max_length=100, help_text="例：間違い電話、無言。履歴に残ります。")


@never_cache
@require_safe
@staff_view(MAY_RECORD)
def unrecorded(request: StaffRequest) -> HttpResponse:
    """Where a contact begins, and where each that was left half-written waits (HIS-02)."""
    listed = unrecorded_visible_to(request.actor)
    names = names_by_key({one.handler for one in listed})
    rows = [
        (one, names.get(one.handler, one.handler), one.handler == request.actor.key, _beginning(one.draft))
        for one in listed
    ]
    return render(request, "contacts/unrecorded.html", {"rows": rows})


@never_cache
@require_safe
@staff_view(MAY_RECORD)
def new(request: StaffRequest) -> HttpResponse:
    """The address of the draft stands in the browser from the beginning: opened again it is the same one."""
    return redirect("contacts:write", once_key=uuid.uuid4())


@never_cache
@require_safe
@staff_view(MAY_RECORD)
def of_call(request: StaffRequest, key: str) -> HttpResponse:
    """The record of a call is always the same one: after a reload, a restart, in another tab."""
    call = call_to_record(request.actor, key)
    if call is None:
        return redirect("contacts:unrecorded")
    address = reverse("contacts:write", args=[once_key_of(call.key, request.actor.key)])
    return redirect(f"{address}?{urlencode({'call': call.key})}")


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_RECORD)
def write(request: StaffRequest, once_key: uuid.UUID) -> HttpResponse:
    contact = draft_behind(once_key, request.actor)
    if contact is not None and contact.state != ContactState.DRAFT:
        return redirect("contacts:contact", number=contact.number)
    if contact is not None and contact.handler != request.actor.key:
        return _others_draft(request, contact)
    if request.method != "POST":
        call = _call(request, once_key)
        typed = typed_in(contact) if contact else told_by_call(call) if call else {}
        return _page(request, once_key, WritingForm(initial=typed), typed, contact, version=_version(contact))
    do = request.POST.get("do", "complete")
    if do in ENDINGS:
        return _end(request, once_key, contact, do)
    return _keep_and_show(request, once_key, contact, do)


@require_POST
@staff_view(MAY_RECORD)
def keep(request: StaffRequest, once_key: uuid.UUID) -> HttpResponse:
    """What the island sends with every pause, and with every press of the side."""
    contact = draft_behind(once_key, request.actor)
    typed = _typed(request)
    changed: dict[str, str] = {}
    try:
        contact, version = _save(request, once_key, contact, typed, force="force" in request.POST)
        if request.POST.get("do") == "look":
            looked(typed, by=request.actor)
        if contact is not None and (press := Press.of(request.POST.get("do", ""))):
            changed = pressed(press, typed, contact, call_key=_call_key(request, contact), by=request.actor)
            contact, version = _save(request, once_key, contact, {**typed, **changed}, version=version)
    except DraftChangedElsewhere as refusal:
        return JsonResponse({"refused": refusal.message, "is_elsewhere": True}, status=409)
    except Refusal as refusal:
        return JsonResponse({"refused": refusal.message}, status=409)
    typed = {**typed, **changed}
    return JsonResponse(
        {
            "version": version,
            "saved_at": f"{clock.now():%H:%M:%S}" if contact else "",
            "set": {name: value for name, value in changed.items() if name not in BESIDE},
            # Only what people have typed: the numbers of earlier records that stand beside the form are ours.
            "has_my_number": any(contains_my_number(text) for name, text in typed.items() if name not in BESIDE),
            "side": render_to_string("contacts/_side.html", _side_context(request, typed, contact), request),
        }
    )


@require_POST
@staff_view(MAY_RECORD)
def take_over(request: StaffRequest, once_key: uuid.UUID) -> HttpResponse:
    contact = draft_behind(once_key, request.actor)
    if contact is not None:
        try:
            take_over_draft(contact, by=request.actor)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect("contacts:unrecorded")
    return redirect("contacts:write", once_key=once_key)


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_RECORD)
def discard(request: StaffRequest, once_key: uuid.UUID) -> HttpResponse:
    contact = draft_behind(once_key, request.actor)
    if contact is None or contact.state != ContactState.DRAFT:
        return redirect("contacts:unrecorded")
    form = DiscardForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with saying(request, "記入中の応対を取り消しました。"):
            discard_draft(contact, reason=form.cleaned_data["reason"], by=request.actor)
        return redirect("contacts:unrecorded")
    return render(request, "contacts/discard.html", {"contact": contact, "form": form})


def _end(request: StaffRequest, once_key: uuid.UUID, contact: Contact | None, do: str) -> HttpResponse:
    to = ENDINGS[do]
    form = WritingForm(request.POST, closes=to is ContactState.COMPLETED)
    typed, version = _typed(request), _number(request.POST.get("version"))
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            if contact is not None and hasattr(contact, "draft"):
                refuse_older_words(contact.draft, version=version, tab=_tab(request))
            opened = contact or _open(request, once_key)
            with form.guard_lifted(by=request.actor) as lifted:
                written = form.written(earlier=_number(typed.get("earlier")) or None)
                done = close_contact(opened, written, to=to, by=request.actor)
                lifted(about(done))
        except Refusal as refused:
            refusal = refused
            contact = draft_behind(once_key, request.actor)
        else:
            messages.success(request, f"応対 {done.written_number} を「{done.state_label}」で記録しました。")
            if do == HAND_ON:
                return redirect("escalations:new", number=done.number)
            return redirect("contacts:unrecorded")
    if isinstance(refusal, ItemMissing | IntentionMissing | NoSuchBooking):
        form.add_error(refusal.item if refusal.item in form.fields else None, refusal.message)
        refusal = None
    return _page(request, once_key, form, typed, contact, version=version, refusal=refusal)


def _keep_and_show(request: StaffRequest, once_key: uuid.UUID, contact: Contact | None, do: str) -> HttpResponse:
    """Without the island: what is typed is kept with each press, and the page says more."""
    typed, version = _typed(request), _number(request.POST.get("version"))
    try:
        contact, version = _save(request, once_key, contact, typed, force=do == "force")
        if do == "look":
            looked(typed, by=request.actor)
        if contact is not None and (press := Press.of(do)):
            changed = pressed(press, typed, contact, call_key=_call_key(request, contact), by=request.actor)
            typed = {**typed, **changed}
            contact, version = _save(request, once_key, contact, typed, version=version)
    except Refusal as refusal:
        form = WritingForm(request.POST)
        return _page(request, once_key, form, typed, contact, version=version, refusal=refusal)
    if do == "park":
        messages.success(request, "下書きを保存しました。ここから、いつでも続けられます。")
        return redirect("contacts:unrecorded")
    return _page(request, once_key, WritingForm(initial=typed), typed, contact, version=version)


def _save(
    request: StaffRequest,
    once_key: uuid.UUID,
    contact: Contact | None,
    typed: Mapping[str, str],
    *,
    version: int | None = None,
    force: bool = False,
) -> tuple[Contact | None, int]:
    """Nothing is opened before somebody has typed or marked something, unless a call is there to be written of."""
    if contact is None and not _says_something(typed) and not _marks(request) and not _call(request, once_key):
        return None, 0
    opened = contact or _open(request, once_key)
    known = _number(request.POST.get("version")) if version is None else version
    kept = {name: text for name, text in typed.items() if name != "seen"}
    saved = save_draft(
        opened,
        kept,
        version=_version(draft_behind(once_key, request.actor)) if force else known,
        tab=_tab(request),
        by=request.actor,
    )
    return draft_behind(once_key, request.actor), saved


def _open(request: StaffRequest, once_key: uuid.UUID) -> Contact:
    channel = request.POST.get("channel", "")
    call = _call(request, once_key)
    return open_contact(
        once_key,
        channel=Channel(channel) if channel in list(Channel) else Channel.TELEPHONE,
        started_at=(call.answered_at if call else None) or _began_at(request),
        call_key=call.key if call else "",
        by=request.actor,
    )


def _page(
    request: StaffRequest,
    once_key: uuid.UUID,
    form: WritingForm,
    typed: Mapping[str, str],
    contact: Contact | None,
    *,
    version: int,
    refusal: Refusal | None = None,
) -> HttpResponse:
    is_elsewhere = isinstance(refusal, DraftChangedElsewhere)
    context: dict[str, Any] = {
        "form": form,
        "once_key": once_key,
        "call": _call(request, once_key),
        "version": version,
        "tab": _tab(request) or uuid.uuid4().hex,
        "began_at": _began_at(request).isoformat(),
        "faq_words": typed.get("faq_words", ""),
        "refusal": refusal,
        "is_elsewhere": is_elsewhere,
        "others": _others_words(form, typed, contact) if is_elsewhere and contact else [],
        "saved_at": contact.draft.saved_at if contact and hasattr(contact, "draft") else None,
        "tags": tag_names(),
        "has_draft": contact is not None,
        **_side_context(request, typed, contact),
    }
    status = 409 if refusal else 200
    return render(request, "contacts/write.html", context, status=status)


def _side_context(request: StaffRequest, typed: Mapping[str, str], contact: Contact | None) -> dict[str, Any]:
    side = side_of(request.actor, typed, contact)
    names = names_by_key({one.handler for one in side.earlier})
    return {
        "side": side,
        "earlier": typed.get("earlier", ""),
        "earlier_contacts": [(one, names.get(one.handler, "")) for one in side.earlier],
        "tags_by_rule": suggested_tags(
            topic=typed.get("topic", ""), texts=(typed.get("content", ""), typed.get("answer", ""))
        ),
    }


def _call(request: StaffRequest, once_key: uuid.UUID) -> Call | None:
    """Of which call this record is, where the address says so and the record is its own."""
    call = call_to_record(request.actor, request.GET.get("call", ""))
    return call if call is not None and once_key_of(call.key, request.actor.key) == once_key else None


def _call_key(request: StaffRequest, contact: Contact) -> str:
    asked = _call(request, contact.once_key)
    return asked.key if asked else next(iter(call_keys_of(contact)), "")


def _marks(request: StaffRequest) -> bool:
    return request.POST.get("do", "").startswith("mark:")


def _others_draft(request: StaffRequest, contact: Contact) -> HttpResponse:
    holder = names_by_key({contact.handler}).get(contact.handler, contact.handler)
    return render(request, "contacts/others_draft.html", {"contact": contact, "holder": holder})


def _others_words(form: WritingForm, typed: Mapping[str, str], contact: Contact) -> list[tuple[str, str]]:
    """What stands in the other tab, where it differs: nobody chooses blindly."""
    there = typed_in(contact)
    return [
        (str(form.fields[name].label), there.get(name, ""))
        for name in form.fields
        if there.get(name, "") != typed.get(name, "")
    ]


def _typed(request: StaffRequest) -> dict[str, str]:
    names = (*WritingForm().fields, *BESIDE)
    typed = {name: str(request.POST.get(name, "")) for name in names}
    return {name: text for name, text in typed.items() if text.strip()}


def _says_something(typed: Mapping[str, str]) -> bool:
    """Choices have a value from the beginning; words have not."""
    form = WritingForm()
    return any(typed.get(name, "") != (form.fields[name].initial or "") for name in form.fields if name in typed)


def _beginning(draft: Contact | None) -> str:
    typed = typed_in(draft) if draft else {}
    return next((typed[name][:MOST_TO_READ] for name in ("content", "party_name", "answer") if typed.get(name)), "")


def _version(contact: Contact | None) -> int:
    return version_of(contact) if contact else 0


def _tab(request: StaffRequest) -> str:
    typed = request.POST.get("tab", "")
    return typed if typed.isalnum() and len(typed) <= 32 else ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else 0


def _began_at(request: StaffRequest) -> datetime:
    """When this page was opened, as it says itself."""
    now = clock.now()
    try:
        began = datetime.fromisoformat(request.POST.get("began_at", ""))
    except ValueError:
        return now
    return began if began.tzinfo and now - BEGAN_WITHIN < began <= now else now
