"""One recording: what it is of, why somebody wants to hear it, holding it, erasing it, what was done with it."""

import uuid
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.disclosure import record_view
from madoguchi.calls.recordings.actions import hold_recording, release_recording, start_listening
from madoguchi.calls.recordings.erasing import erase_recording
from madoguchi.calls.recordings.history import RECORDING, about
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.queries import (
    MAY_EDIT,
    MAY_ERASE,
    MAY_EXPORT,
    MAY_VIEW,
    calls_by_key,
    days_kept,
    is_held_with_its_case,
    may_be_held,
    recordings_visible_to,
)
from madoguchi.calls.recordings.rules import ListeningReason
from madoguchi.core.actors import Actor
from madoguchi.core.history.queries import events_visible_to
from madoguchi.core.refusals import Refusal
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.events_shown import events_shown
from madoguchi.web.frame.fields import Tolerant
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.listening import ListeningForm
from madoguchi.web.frame.saying import saying
from madoguchi.web.telephone.recordings.shown import crumbs, rows_of, state_kind, state_of, why_not


class ReasonForm(FrameForm):
    may_override = True

    reason = Tolerant(label="理由", max_length=200, help_text="履歴に残ります。")


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def recording(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    found = recording_or_404(request, key)
    record_view(about(found.key), by=request.actor)
    return page_of(request, found, ListeningForm(initial={"once_key": uuid.uuid4()}))


def page_of(request: StaffRequest, found: Recording, form: ListeningForm, *, status: int = 200) -> HttpResponse:
    actor = request.actor
    call = calls_by_key([found.call_key]).get(found.call_key)
    context = {
        "breadcrumb": crumbs(),
        "recording": found,
        "call": call if actor.may("calls.view") else None,
        "state": state_of(found),
        "state_kind": state_kind(found),
        "why_not": why_not(found),
        "rows": rows_of(actor, found, call),
        "form": form if found.is_ready or (found.file and not found.is_erased) else None,
        "entries": timeline(request, found),
        "days_kept": days_kept(),
        "is_held_with_its_case": not found.is_erased and is_held_with_its_case(found),
        "may_hold": actor.may(MAY_EDIT) and may_be_held() and not found.is_erased,
        "may_export": actor.may(MAY_EXPORT) and found.is_ready,
        "may_erase": actor.may(MAY_ERASE) and not found.is_erased,
    }
    return render(request, "telephone/recordings/recording.html", context, status=status)


@require_POST
@staff_view(MAY_VIEW)
def begin(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """The reason first, on record; then the player."""
    found = recording_or_404(request, key)
    form = ListeningForm(request.POST)
    if not form.is_valid():
        return page_of(request, found, form)
    given = form.cleaned_data
    try:
        with form.guard_lifted(by=request.actor) as lifted:
            listening = start_listening(
                found,
                reason=ListeningReason(given["reason"]),
                note=given["note"],
                once_key=given["once_key"],
                by=request.actor,
            )
            lifted(about(found.key))
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("telephone:recording", key=key)
    return redirect("telephone:listening", key=listening.key)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def hold(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    asked = {
        "question": "この録音を保全しますか。解くまで、保存の期間を過ぎても消えません。",
        "action_label": "保全する",
        "title": "録音の保全",
    }
    said = "この録音を保全しました。保全を解くまで消えません。"
    return _with_a_reason(request, key, hold_recording, said=said, asked=asked)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EDIT)
def release(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    asked = {
        "question": "保全を解きますか。保存の期間を過ぎた録音は、その夜に消えます。",
        "action_label": "保全を解く",
        "title": "録音の保全を解く",
    }
    return _with_a_reason(request, key, release_recording, said="保全を解きました。", asked=asked)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_ERASE)
def erase(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    found = recording_or_404(request, key)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with saying(request, "録音を消去しました。"), form.guard_lifted(by=request.actor) as lifted:
            lifted(about(found.key))
            erase_recording(found, reason=form.cleaned_data["reason"], by=request.actor)
        return redirect("telephone:recording", key=key)
    asked = {
        "question": "この録音を消去しますか？",
        "consequences": ["音声は、元に戻せません。", "いつ、だれが、なぜ消去したかは、証明とともに残ります。"],
        "action_label": "消去する",
        "button": "danger",
        "title": "録音の消去",
    }
    return _ask(request, found, form, asked)


def recording_or_404(request: StaffRequest, key: uuid.UUID) -> Recording:
    return get_object_or_404(recordings_visible_to(request.actor), pk=key)


def timeline(request: StaffRequest, found: Recording) -> list[dict[str, Any]]:
    """Newest first; who heard it, and why."""
    events = (
        events_visible_to(request.actor)
        .filter(about_kind=RECORDING, about_key=str(found.key))
        .exclude(kind="disclosure.viewed")
    )
    shown = events_shown(
        events.order_by("-at", "-id").prefetch_related("personal_values")[:100], with_personal=True
    )
    return [
        {
            "at": event.at,
            "who": f"{event.user_kind} {event.who}".strip(),
            "what": event.what,
            "note": "／".join(
                [f"{label}：{value}" for label, value in event.facts if "SHA" not in label]
                + [
                    f"{change.label}：{change.after}"
                    for change in event.changes
                    if change.personal and change.after
                ]
            ),
        }
        for event in shown
    ]


class _Step(Protocol):
    def __call__(self, recording: Recording, *, reason: str, by: Actor) -> object: ...


def _with_a_reason(
    request: StaffRequest, key: uuid.UUID, step: _Step, *, said: str, asked: dict[str, Any]
) -> HttpResponse:
    """Asked for, done, and back to the recording."""
    found = recording_or_404(request, key)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with saying(request, said), form.guard_lifted(by=request.actor) as lifted:
            step(found, reason=form.cleaned_data["reason"], by=request.actor)
            lifted(about(found.key))
        return redirect("telephone:recording", key=key)
    return _ask(request, found, form, asked)


def _ask(request: StaffRequest, found: Recording, form: ReasonForm, asked: dict[str, Any]) -> HttpResponse:
    here = reverse("telephone:recording", args=[found.key])
    context = {
        "breadcrumb": crumbs((str(found), here)),
        "recording": found,
        "form": form,
        "cancel_url": here,
        "button": "go",
        **asked,
    }
    return render(request, "telephone/recordings/ask.html", context)
