"""One version of a script or manual: its words, its files, and the city's approval."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.accounts.queries import names_by_key
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.knowledge.articles.difference import pairs_of
from madoguchi.knowledge.articles.rules import MAY_APPROVE
from madoguchi.knowledge.documents.actions import (
    approve_version,
    begin_version,
    hand_in_version,
    retire_version,
    save_draft,
    send_back_version,
)
from madoguchi.knowledge.documents.history import DOCUMENT
from madoguchi.knowledge.documents.queries import documents_visible_to, versions_visible_to
from madoguchi.knowledge.documents.rules import MAY_EDIT, MAY_VIEW, VersionState
from madoguchi.knowledge.models import DocumentVersion
from madoguchi.knowledge.refusals import DraftChangedMeanwhile, FileRefused
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.saying import saying
from madoguchi.web.knowledge.asking import ask_why
from madoguchi.web.knowledge.attachments import DocumentFileField
from madoguchi.web.knowledge.documents import trail
from madoguchi.web.knowledge.forms import MARKUP_HINT, lines, one_end
from madoguchi.web.knowledge.shown import FieldDifference, written_moment

FORM = require_http_methods(["GET", "HEAD", "POST"])
STATE_KINDS = {VersionState.IN_REVIEW: "warning", VersionState.APPROVED: "success"}


class DraftForm(FrameForm):
    may_override = True

    text = forms.CharField(label="本文", required=False, max_length=60_000, widget=lines(18), help_text=MARKUP_HINT)
    reason = forms.CharField(label="変更の理由", required=False, max_length=200)
    valid_from = TolerantDateField(
        label="使い始める日",
        required=False,
        help_text="空なら、承認された日から。その日までは、いまの版が有効です。",
    )
    file = DocumentFileField()
    remove = forms.IntegerField(required=False, widget=forms.HiddenInput)
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, version: DocumentVersion) -> None:
        shown = {name: getattr(version, name) for name in ("text", "reason", "valid_from", "edition")}
        super().__init__(data, files, initial=shown)


@require_POST
@staff_view(MAY_EDIT)
def draft(request: StaffRequest, number: str) -> HttpResponse:
    found = get_object_or_404(documents_visible_to(request.actor), number=number)
    try:
        version = begin_version(found, by=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("knowledge:document", number)
    return redirect("knowledge:version", number, version.number)


@never_cache
@FORM
@staff_view(MAY_VIEW)
def version(request: StaffRequest, number: str, version: int) -> HttpResponse:
    document = get_object_or_404(documents_visible_to(request.actor), number=number)
    found = get_object_or_404(versions_visible_to(request.actor, document), number=version)
    may_write = found.state == VersionState.DRAFT and request.actor.may(MAY_EDIT)
    form = DraftForm(request.POST or None, request.FILES or None, version=found) if may_write else None
    changed: list[FieldDifference] = []
    if form is not None and form.is_valid():
        try:
            _save(form, found, request)
        except DraftChangedMeanwhile as refusal:
            form, changed = _both(form, found)
            messages.error(request, refusal.message)
        except FileRefused as refusal:
            form.add_error("file", refusal.message)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "下書きを保存しました。")
            return redirect("knowledge:version", number, version)
    names = names_by_key({found.written_by, found.approved_by} - {""})
    context = {
        "document": document,
        "version": found,
        "state_kind": STATE_KINDS.get(VersionState(found.state), ""),
        "writer": names.get(found.written_by, found.written_by),
        "written": written_moment(found.written_at),
        "approver": names.get(found.approved_by, found.approved_by),
        "form": form,
        "differences": changed,
        "files": found.files.defer("content"),
        "buttons": _buttons(found, request.actor),
        "breadcrumb": trail(document),
    }
    return render(request, "knowledge/version.html", context, status=409 if changed else 200)


def _save(form: DraftForm, found: DocumentVersion, request: StaffRequest) -> None:
    typed = form.cleaned_data
    with form.guard_lifted(by=request.actor) as lifted:
        save_draft(
            found,
            text=one_end(typed["text"]),
            reason=typed["reason"],
            valid_from=typed["valid_from"],
            edition=typed["edition"],
            add=typed["file"],
            remove=typed["remove"],
            by=request.actor,
        )
        lifted(About(DOCUMENT, found.document.number))


def _both(form: DraftForm, found: DocumentVersion) -> tuple[DraftForm, list[FieldDifference]]:
    """What was typed stays in its fields; beside it stands what the other one has saved."""
    found.refresh_from_db()
    mine = one_end(form.cleaned_data["text"])
    again = DraftForm({**form.data.dict(), "edition": str(found.edition)}, version=found)  # type: ignore[attr-defined]
    again.is_valid()
    return again, [FieldDifference("本文", pairs_of(found.text, mine))]


Press = Callable[[DocumentVersion, Actor], object]
WithReason = Callable[[DocumentVersion, str, Actor], object]
PRESSES: dict[str, tuple[str, VersionState, str, Press, str]] = {
    "hand_in": (
        "市の確認に出す",
        VersionState.DRAFT,
        MAY_EDIT,
        lambda one, by: hand_in_version(one, by=by),
        "市の確認に出しました。",
    ),
    "approve": (
        "承認する",
        VersionState.IN_REVIEW,
        MAY_APPROVE,
        lambda one, by: approve_version(one, by=by),
        "承認しました。",
    ),
}
ASKING: dict[str, tuple[str, VersionState, str, WithReason, str]] = {
    "return": (
        "書き手に戻す",
        VersionState.IN_REVIEW,
        MAY_APPROVE,
        lambda one, why, by: send_back_version(one, remark=why, by=by),
        "下書きに戻ります。",
    ),
    "retire": (
        "この版を廃止する",
        VersionState.APPROVED,
        MAY_APPROVE,
        lambda one, why, by: retire_version(one, reason=why, by=by),
        "この版は使われなくなります。廃止していない前の版があれば、その版が有効に戻ります。",
    ),
}


def _buttons(found: DocumentVersion, actor: Actor) -> list[tuple[str, str, bool]]:
    """Label, address, and whether it leads to a page that asks why."""
    offered = [*((move, *entry[:3], False) for move, entry in PRESSES.items())]
    offered += [(move, *entry[:3], True) for move, entry in ASKING.items()]
    return [
        (label, reverse("knowledge:version_step", args=[found.document.number, found.number, move]), asks)
        for move, label, state, right, asks in offered
        if found.state == state and actor.may(right)
    ]


@never_cache
@FORM
@staff_view(MAY_VIEW)
def step(request: StaffRequest, number: str, version: int, move: str) -> HttpResponse:
    document = get_object_or_404(documents_visible_to(request.actor), number=number)
    found = get_object_or_404(versions_visible_to(request.actor, document), number=version)
    if move in ASKING:
        return _asking(request, found, move)
    if move not in PRESSES or request.method != "POST":
        raise Http404
    *_, do, said = PRESSES[move]
    with saying(request, said):
        do(found, request.actor)
    return redirect("knowledge:version", number, version)


def _asking(request: StaffRequest, found: DocumentVersion, move: str) -> HttpResponse:
    label, _, _, do, consequence = ASKING[move]
    number = found.document.number
    page = {
        "title": f"{found.document.title} {found} {label}",
        "consequences": [consequence],
        "action_label": label,
        "button": "danger" if move == "retire" else " ",
        "cancel_url": reverse("knowledge:version", args=[number, found.number]),
        "breadcrumb": trail(found.document),
    }
    then = ("knowledge:document", number)
    return ask_why(request, lambda why: do(found, why, request.actor), said="記録しました。", then=then, page=page)
