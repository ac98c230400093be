"""録音の引渡し (TEL-15): chosen recordings as a ZIP with a manifest, for a recipient, for a reason."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.recordings.history import PACKAGE
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.packages import MOST_RECORDINGS, fetch_package, make_package
from madoguchi.calls.recordings.queries import (
    MAY_EXPORT,
    calls_by_key,
    packages_visible_to,
    recordings_visible_to,
)
from madoguchi.calls.recordings.rules import RecordingState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.fields import Tolerant
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.telephone.recordings.finding import need_recordings
from madoguchi.web.telephone.recordings.shown import began, caller_of, crumbs, operator_of

HANDING_OVER = "録音の引渡し"
COLUMNS = (
    Column(
        "at",
        "用意した日時",
        lambda one: f"{clock.in_tokyo(one.made_at):%Y-%m-%d %H:%M}",
        is_header=True,
        url=lambda one: reverse("telephone:package", args=[one.key]),
    ),
    Column("recipient", "渡す相手", lambda one: one.recipient),
    Column("reason", "理由", lambda one: one.reason),
    Column("fetched", "取り出した回数", lambda one: one.fetched, numeric=True),
)
IN_IT = (
    Column(
        "at",
        "日時",
        lambda item: began(item.recording),
        is_header=True,
        url=lambda item: reverse("telephone:recording", args=[item.recording_id]),
    ),
    Column("length", "長さ", lambda item: item.recording.length, numeric=True),
    Column("state", "状態", lambda item: item.recording.state_label),
)


class PackageForm(FrameForm):
    may_override = True

    recordings = forms.MultipleChoiceField(
        label="引き渡す録音",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "録音を選んでください。"},
    )
    recipient = Tolerant(label="渡す相手", max_length=120, help_text="例：廿日市市 市民課 ○○様")
    reason = Tolerant(label="理由", max_length=200, help_text="例：市からの求め（文書番号）。履歴に残ります。")

    def __init__(self, *args: object, chosen: list[Recording], viewer: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        calls = calls_by_key([one.call_key for one in chosen])
        offer(
            self, "recordings", [(str(one.key), _in_words(one, calls.get(one.call_key), viewer)) for one in chosen]
        )


def _in_words(recording: Recording, call: Call | None, viewer: Actor) -> str:
    parts = (began(recording), recording.length, caller_of(viewer, call), operator_of(call))
    return "　".join(filter(None, parts))


@never_cache
@require_safe
@staff_view(MAY_EXPORT)
def packages(request: StaffRequest) -> HttpResponse:
    need_recordings()
    table = Table(
        COLUMNS, packages_visible_to(request.actor), request, caption=HANDING_OVER, empty="引渡しはまだありません"
    )
    return render(request, "telephone/recordings/packages.html", {"breadcrumb": crumbs(), "table": table})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_EXPORT)
def new(request: StaffRequest) -> HttpResponse:
    """Which ones comes by POST, from a search or a recording's page; then for whom, and why."""
    need_recordings()
    chosen = _chosen(request)
    if request.POST.get("do") == "make":
        form = PackageForm(request.POST, chosen=chosen, viewer=request.actor)
        if form.is_valid():
            try:
                return _made(request, form, chosen)
            except Refusal as refusal:
                form.add_error(None, ValidationError(refusal.message))
    else:
        form = PackageForm(
            chosen=chosen, viewer=request.actor, initial={"recordings": [str(one.key) for one in chosen]}
        )
    context = {
        "breadcrumb": crumbs((HANDING_OVER, reverse("telephone:packages"))),
        "form": form if chosen else None,
        "chosen": chosen,
    }
    return render(request, "telephone/recordings/new_package.html", context)


def _made(request: StaffRequest, form: PackageForm, chosen: list[Recording]) -> HttpResponse:
    wanted = set(form.cleaned_data["recordings"])
    with form.guard_lifted(by=request.actor) as lifted:
        made = make_package(
            [one for one in chosen if str(one.key) in wanted],
            recipient=form.cleaned_data["recipient"],
            reason=form.cleaned_data["reason"],
            by=request.actor,
        )
        lifted(About(PACKAGE, str(made.key)))
    messages.success(request, "引渡しを用意しました。")
    return redirect("telephone:package", key=made.key)


@never_cache
@require_safe
@staff_view(MAY_EXPORT)
def package(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(packages_visible_to(request.actor), pk=key)
    items = found.items.select_related("recording")
    names = names_by_key({found.made_by})
    context = {
        "breadcrumb": crumbs((HANDING_OVER, reverse("telephone:packages"))),
        "package": found,
        "rows": [
            ("渡す相手", found.recipient),
            ("理由", found.reason),
            ("用意した人", names.get(found.made_by, found.made_by)),
            ("用意した日時", f"{clock.in_tokyo(found.made_at):%Y年%-m月%-d日 %H:%M}"),
            ("取り出せる期限", f"{clock.in_tokyo(found.ends_at):%Y年%-m月%-d日 %H:%M}"),
            ("大きさ", f"{found.size_bytes:,} バイト"),
            ("ファイルのSHA-256", found.sha256),
            ("取り出した回数", f"{found.fetched} 回"),
        ],
        "table": Table(IN_IT, items, request, caption="入っている録音"),
        "may_fetch": found.made_by == request.actor.key and clock.now() < found.ends_at,
    }
    return render(request, "telephone/recordings/package.html", context)


@require_POST
@staff_view(MAY_EXPORT)
def file(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(packages_visible_to(request.actor), pk=key)
    try:
        whole = fetch_package(found, by=request.actor)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("telephone:package", key=key)
    answer = HttpResponse(whole, content_type="application/zip")
    answer["Content-Disposition"] = (
        f'attachment; filename="recordings-{clock.in_tokyo(found.made_at):%Y%m%d-%H%M}.zip"'
    )
    answer["Cache-Control"] = "no-store, private"
    return answer


def _chosen(request: StaffRequest) -> list[Recording]:
    """Of those that this person may see, whatever was sent."""
    keys = []
    for text in request.POST.getlist("key")[:MOST_RECORDINGS]:
        try:
            keys.append(uuid.UUID(text))
        except ValueError:
            continue
    found = recordings_visible_to(request.actor).filter(pk__in=keys, state=RecordingState.READY)
    return list(found.order_by("started_at", "key"))
