"""One case: the sheet beside the recording and the record; the differences of two; notes to the operator."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.accounts.disclosure import record_view
from madoguchi.accounts.queries import names_by_key
from madoguchi.calls.recordings.actions import start_listening
from madoguchi.calls.recordings.models import Listening
from madoguchi.calls.recordings.queries import listenings_of, recording_of
from madoguchi.calls.recordings.rules import ListeningReason
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.quality.actions import begin_rating, finish_rating, note_agreed, save_rating, want_two
from madoguchi.quality.coaching import write_note
from madoguchi.quality.history import about
from madoguchi.quality.models import Case, Rating
from madoguchi.quality.queries import (
    MAY_RATE,
    MAY_VIEW,
    call_of,
    cases_visible_to,
    contact_now,
    notes_visible_to,
    ratings_visible_to,
    waiting_for,
)
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.listening import ListeningForm, player_of
from madoguchi.web.frame.saying import refusal_in, saying
from madoguchi.web.quality.forms import SheetForm, WordsForm
from madoguchi.web.quality.shown import (
    call_rows,
    contact_rows,
    crumbs,
    lines_of,
    moment,
    need_evaluation,
    state_of,
    total_words,
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def case(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """POST: one's own sheet, kept as a draft or finished."""
    found = _case_or_404(request.actor, key)
    mine = next((one for one in ratings_visible_to(request.actor, found) if one.rater == request.actor.key), None)
    if request.method == "POST":
        if mine is None or mine.is_finished:
            messages.error(request, "評価を終えています。終えた評価は変えられません。")
            return redirect("quality:case", key=key)
        form = SheetForm(request.POST, rating=mine)
        if form.is_valid() and _filled_in(request, mine, form):
            return redirect("quality:case", key=key)
        return _page(request, found, form=form)
    record_view(about(found.key), by=request.actor)
    return _page(request, found)


def _filled_in(request: StaffRequest, mine: Rating, form: SheetForm) -> bool:
    finishes = request.POST.get("do") == "finish"
    with refusal_in(form), form.guard_lifted(by=request.actor) as lifted:
        (finish_rating if finishes else save_rating)(mine, form.filled(), by=request.actor)
        lifted(about(mine.case_id))
        messages.success(request, "評価を終えました。" if finishes else "下書きを保存しました。")
    return form.is_valid()


def _page(request: StaffRequest, found: Case, **more: FrameForm) -> HttpResponse:
    """`more`: the form that was refused, under its name."""
    actor = request.actor
    ratings = ratings_visible_to(actor, found)
    mine = next((one for one in ratings if one.rater == actor.key), None)
    notes = list(notes_visible_to(actor, found)) if found.is_complete else []
    names = names_by_key(
        {found.operator, found.added_by, *(one.rater for one in ratings), *(one.by for one in notes)}
    )
    draft = mine if mine and not mine.is_finished else None
    may_write = actor.may(MAY_RATE) and found.words_ended_at is None
    context: dict[str, Any] = {
        "breadcrumb": crumbs(),
        "case": found,
        "at": moment(found),
        "operator": names.get(found.operator, found.operator),
        "state": state_of(found, actor),
        "form": SheetForm(rating=draft) if draft else None,
        "draft": draft,
        "may_begin": mine is None and waiting_for(actor).filter(pk=found.pk).exists(),
        "may_want_two": may_write and not found.is_for_two and not _is_any_finished(found),
        "finished": [
            (names.get(one.rater, one.rater), total_words(one), one) for one in ratings if one.is_finished
        ],
        "lines": lines_of([one for one in ratings if one.is_finished], names) if not draft else [],
        "notes": [(names.get(one.by, one.by), one) for one in notes],
        "note_form": _note_form() if may_write and found.is_complete else None,
        "agreed_form": _agreed_form(found) if may_write and mine and found.is_complete and found.is_for_two else None,
        **_beside(actor, found),
        **more,
    }  # fmt: skip
    context["refused_forms"] = [one for one in more.values() if one.is_bound]
    return render(request, "quality/case.html", context)


def _beside(actor: Actor, found: Case) -> dict[str, Any]:
    """QUA-05: the recording, what was written, and how the call went, seen together."""
    call, contact = call_of(found), contact_now(found)
    rows = contact_rows(actor, contact)
    recording = recording_of(actor, found.call_key)
    listening = _listening_now(actor, recording.pk) if recording else None
    may_ask = recording is not None and recording.is_ready and listening is None
    return {
        "call": call if call and actor.may("calls.view") else None,
        "call_rows": call_rows(actor, call) if actor.may("calls.view") else [],
        "contact": contact if rows else None,
        "contact_rows": rows,
        "recording": recording,
        "listening": listening,
        "player": player_of(listening) if listening else None,
        "listening_form": _listening_form() if may_ask else None,
    }


def _listening_now(actor: Actor, recording: uuid.UUID) -> Listening | None:
    return listenings_of(actor).filter(recording=recording, ends_at__gt=clock.now()).order_by("-at").first()


def _listening_form() -> ListeningForm:
    return ListeningForm(initial={"once_key": uuid.uuid4(), "reason": ListeningReason.QUALITY.value})


def _note_form(data: Any = None) -> WordsForm:
    return WordsForm(
        data, label="本人に伝えること", help_text="応対した本人が読み、答えを書けます。",
        initial={"once_key": uuid.uuid4()}, prefix="note",
    )  # fmt: skip


def _agreed_form(found: Case, data: Any = None) -> WordsForm:
    return WordsForm(
        data, label="これからのそろえ方", help_text="話し合って決めた、評価の目安。評価は変わりません。",
        initial={"text": found.agreed}, prefix="agreed",
    )  # fmt: skip


@require_POST
@staff_view(MAY_RATE)
def begin(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    found = _case_or_404(request.actor, key)
    with saying(request):
        begin_rating(found, by=request.actor)
    return redirect("quality:case", key=key)


@require_POST
@staff_view(MAY_RATE)
def two(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    found = _case_or_404(request.actor, key)
    with saying(request, "この通話は、二人で評価します。"):
        want_two(found, by=request.actor)
    return redirect("quality:case", key=key)


@require_POST
@staff_view(MAY_VIEW)
def listen(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """Why, on record; then the player stands beside the sheet."""
    found = _case_or_404(request.actor, key)
    recording = recording_of(request.actor, found.call_key)
    if recording is None:
        raise Http404
    form = ListeningForm(request.POST)
    if not form.is_valid():
        return _page(request, found, listening_form=form)
    given = form.cleaned_data
    with saying(request), form.guard_lifted(by=request.actor) as lifted:
        start_listening(
            recording,
            reason=ListeningReason(given["reason"]),
            note=given["note"],
            once_key=given["once_key"],
            by=request.actor,
        )
        lifted(about(found.key))
    return redirect("quality:case", key=key)


@require_POST
@staff_view(MAY_RATE)
def agreed(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    found = _case_or_404(request.actor, key)
    form = _agreed_form(found, request.POST)
    return _said(
        request, found, form, "agreed_form", "そろえ方を書きました。",
        lambda: note_agreed(found, form.cleaned_data["text"], by=request.actor),
    )  # fmt: skip


@require_POST
@staff_view(MAY_RATE)
def note(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    found = _case_or_404(request.actor, key)
    form = _note_form(request.POST)
    return _said(
        request, found, form, "note_form", "本人に伝えました。",
        lambda: write_note(
            found,
            form.cleaned_data["text"],
            once_key=form.cleaned_data["once_key"] or uuid.uuid4(),
            by=request.actor,
        ),
    )  # fmt: skip


def _said(
    request: StaffRequest, found: Case, form: WordsForm, name: str, done: str, act: Callable[[], object]
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, found, **{name: form})
    with saying(request, done), form.guard_lifted(by=request.actor) as lifted:
        act()
        lifted(about(found.key))
    return redirect("quality:case", key=found.key)


def _case_or_404(actor: Actor, key: uuid.UUID) -> Case:
    need_evaluation()
    return get_object_or_404(cases_visible_to(actor), pk=key)


def _is_any_finished(found: Case) -> bool:
    return any(one.is_finished for one in found.ratings.all())
