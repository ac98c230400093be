"""音声案内: the list by situation, one of them with its versions, writing, hearing, approving."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.calls.announcements.actions import approve, confirm, hear, save_draft, take_off_recording, withdraw
from madoguchi.calls.announcements.difference import difference
from madoguchi.calls.announcements.history import ANNOUNCEMENT, describe, key_of
from madoguchi.calls.announcements.models import Announcement
from madoguchi.calls.announcements.ports import RecordingRefused, voice
from madoguchi.calls.announcements.queries import (
    announcements_visible_to,
    approved_by_city_only,
    kinds_offered,
    languages,
)
from madoguchi.calls.announcements.rules import (
    KIND_LABELS,
    MAY_APPROVE,
    MAY_EDIT,
    MAY_VIEW,
    WHEN,
    Kind,
    State,
    is_numbered,
)
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import saying
from madoguchi.web.telephone.announcements.forms import ApprovalForm, DraftForm, WithdrawalForm
from madoguchi.web.telephone.announcements.shown import chosen, situations

Methods = ["GET", "HEAD", "POST"]


@require_safe
@staff_view(MAY_VIEW)
def home(request: StaffRequest) -> HttpResponse:
    context = {
        "situations": situations(request.actor),
        "languages": languages(),
        "attribution": voice().attribution,
        "may_edit": request.actor.may(MAY_EDIT),
    }
    return render(request, "telephone/announcements/home.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def announcement(request: StaffRequest, key: str) -> HttpResponse:
    kind, language = _parts(key)
    rows = list(announcements_visible_to(request.actor).filter(kind=kind, language=language).order_by("-number"))
    found = chosen(kind, language, rows)
    # Whoever applied the contract's preset on the machine goes by this name.
    names = {"preset": "はじめの文面（プリセット）"}
    names |= names_by_key({name for row in rows for name in (row.written_by, row.approved_by) if name})
    context = {
        "key": key,
        "title": describe(key),
        "when": WHEN[kind],
        "found": found,
        "differs": difference(found.in_force.text, found.draft.text) if found.in_force and found.draft else [],
        "versions": [(row, names.get(row.written_by, row.written_by)) for row in rows],
        "may_edit": request.actor.may(MAY_EDIT),
        "may_approve": _may_approve(request.actor),
        "approver": "市の職員" if approved_by_city_only() else "市の職員か業務責任者",
        "attribution": voice().attribution,
        "breadcrumb": _breadcrumb(),
    }
    return render(request, "telephone/announcements/announcement.html", context)


@never_cache
@require_http_methods(Methods)
@staff_view(MAY_EDIT)
def write(request: StaffRequest, key: str) -> HttpResponse:
    """Save, or save and hear: both work without a script."""
    kind, language = _parts(key)
    rows = list(announcements_visible_to(request.actor).filter(kind=kind, language=language).order_by("-number"))
    found = chosen(kind, language, rows)
    form = DraftForm(
        _typed(request),
        _files(request),
        draft=found.draft,
        now=found.in_force.text if found.in_force else "",
        takes_recording=not is_numbered(kind, language),
    )
    if form.is_valid():
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                draft = save_draft(
                    kind,
                    language,
                    text=form.cleaned_data["text"],
                    reason=form.cleaned_data["reason"],
                    edition=form.cleaned_data["edition"],
                    recording=form.cleaned_data["recording"] or b"",
                    by=request.actor,
                )
                lifted(About(ANNOUNCEMENT, key))
            if "hear" in request.POST:
                hear(draft, by=request.actor)
        except RecordingRefused as refusal:
            form.add_error("recording", refusal.message)
        except Refusal as refusal:
            form.add_error("text", refusal.message)
        else:
            messages.success(request, "下書きを保存しました。まだ、電話では流れません。")
            return redirect(reverse("telephone:announcement", args=[key]) + "#draft")
    context = {
        "form": form,
        "key": key,
        "title": describe(key),
        "when": WHEN[kind],
        "draft": found.draft,
        "attribution": voice().attribution,
        "breadcrumb": _breadcrumb(key),
    }
    return render(request, "telephone/announcements/write.html", context, status=409 if form.errors else 200)


@require_POST
@staff_view(MAY_EDIT)
def listen(request: StaffRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(announcements_visible_to(request.actor), pk=pk, state=State.DRAFT)
    with saying(request, "音声を作りました。下の再生のボタンで聞けます。"):
        hear(draft, by=request.actor)
    return _back(draft, "#draft")


@require_http_methods(Methods)
@staff_view(MAY_APPROVE)
def approval(request: StaffRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(announcements_visible_to(request.actor), pk=pk, state=State.DRAFT)
    form = ApprovalForm(_typed(request), initial={"in_force_from": clock.today()})
    if form.is_valid():
        try:
            draft.edition = int(request.POST.get("edition", "0") or 0)
            approve(draft, in_force_from=form.cleaned_data["in_force_from"], by=request.actor)
        except (Refusal, ValueError) as refusal:
            form.add_error(None, getattr(refusal, "message", "画面を開き直してください。"))
        else:
            messages.success(request, "承認しました。使い始める日から流れます。")
            return _back(draft)
    context = {"form": form, "draft": draft, "title": str(draft), "breadcrumb": _breadcrumb(_key(draft))}
    return render(request, "telephone/announcements/approve.html", context, status=409 if form.errors else 200)


@require_POST
@staff_view(MAY_APPROVE)
def confirmation(request: StaffRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(announcements_visible_to(request.actor), pk=pk)
    with saying(request, "この文面で確かめました。"):
        confirm(version, by=request.actor)
    return _back(version)


@require_POST
@staff_view(MAY_EDIT)
def take_off(request: StaffRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(announcements_visible_to(request.actor), pk=pk)
    with saying(request, "録音した音声を外しました。内蔵の音声で読みます。"):
        take_off_recording(draft, by=request.actor)
    return _back(draft, "#draft")


@require_http_methods(Methods)
@staff_view(MAY_VIEW)
def withdrawal(request: StaffRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(announcements_visible_to(request.actor), pk=pk)
    form = WithdrawalForm(_typed(request))
    if form.is_valid():
        with saying(request, "取りやめました。"):
            withdraw(version, reason=form.cleaned_data["reason"], by=request.actor)
        return _back(version)
    context = {
        "title": f"{version}の取りやめ",
        "question": f"{version}を取りやめますか。",
        "consequences": ["電話では、ひとつ前の承認された版が流れます。", "取りやめた版は、記録として残ります。"]
        if version.state == State.APPROVED
        else ["下書きは、記録として残ります。"],
        "form": form,
        "action_label": "取りやめる",
        "cancel_url": reverse("telephone:announcement", args=[_key(version)]),
        "breadcrumb": _breadcrumb(_key(version)),
    }
    return render(request, "telephone/announcements/withdraw.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def sound(request: StaffRequest, pk: int) -> HttpResponse:
    """What a caller hears, as a browser plays it."""
    version = get_object_or_404(announcements_visible_to(request.actor).select_related("sound"), pk=pk)
    if version.sound is None:
        raise Http404
    return HttpResponse(bytes(version.sound.wav), content_type="audio/wav")


def _may_approve(actor: Actor) -> bool:
    return actor.may(MAY_APPROVE) and (actor.kind is UserKind.CITY or not approved_by_city_only())


def _parts(key: str) -> tuple[Kind, str]:
    kind, _, language = key.partition(".")
    if kind not in KIND_LABELS or Kind(kind) not in kinds_offered() or language not in languages():
        raise Http404
    return Kind(kind), language


def _key(version: Announcement) -> str:
    return key_of(version.kind, version.language)


def _back(version: Announcement, mark: str = "") -> HttpResponse:
    return redirect(reverse("telephone:announcement", args=[_key(version)]) + mark)


def _breadcrumb(key: str = "") -> list[tuple[str, str]]:
    trail = [("音声案内", reverse("telephone:announcements"))]
    return [*trail, (describe(key), reverse("telephone:announcement", args=[key]))] if key else trail


def _typed(request: StaffRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _files(request: StaffRequest) -> "MultiValueDict[str, UploadedFile] | None":
    return request.FILES if request.method == "POST" else None
