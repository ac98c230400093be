"""自分の評価: what was rated of one's own calls, and what was said about it; nobody else's."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madoguchi.accounts.disclosure import record_view
from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.quality.coaching import answer_note, read_note
from madoguchi.quality.figures import own_trend, team_trend
from madoguchi.quality.history import about
from madoguchi.quality.models import Case, CoachingNote
from madoguchi.quality.queries import MAY_ANSWER, MAY_SEE_OWN, contact_now, own_cases, ratings_visible_to
from madoguchi.quality.rules import SMALL_SAMPLE
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.saying import saying
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.quality.chart import chart_of
from madoguchi.web.quality.forms import WordsForm
from madoguchi.web.quality.shown import contact_rows, lines_of, moment, need_evaluation, points, total_words

OWN = "自分の評価"


@never_cache
@require_safe
@staff_view(MAY_SEE_OWN)
def own(request: StaffRequest) -> HttpResponse:
    need_evaluation()
    found = own_cases(request.actor).prefetch_related("notes")
    table = Table(COLUMNS, found, request, caption=OWN, empty="評価された応対は、まだありません")
    trend, team = own_trend(request.actor, clock.today()), team_trend(request.actor, clock.today())
    context = {
        "table": table,
        "chart": chart_of([("自分", trend.months if trend else ()), ("全員", team.months if team else ())]),
        "small": SMALL_SAMPLE,
        "months": list(zip(trend.months, team.months, strict=True)) if trend and team else [],
    }
    return render(request, "quality/own.html", context)


def _total_of(case: Case) -> str:
    first = next((one for one in case.ratings.all() if one.place == 1), None)
    return points(first.total) if first else ""


def _notes_of(case: Case) -> str:
    notes = list(case.notes.all())
    unread = sum(one.read_at is None for one in notes)
    return f"{len(notes)}件（うち未読 {unread}件）" if unread else f"{len(notes)}件"


COLUMNS = (
    Column(
        "at", "応対の日時", moment, is_header=True, order_by=("happened_at",),
        url=lambda case: reverse("quality:own_case", args=[case.key]),
    ),
    Column("origin", "選び方", lambda case: case.origin_label),
    Column("total", "合計（100点）", _total_of, numeric=True),
    Column("notes", "助言", _notes_of),
)  # fmt: skip


@never_cache
@require_safe
@staff_view(MAY_SEE_OWN)
def own_case(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    need_evaluation()
    found = get_object_or_404(own_cases(request.actor), pk=key)
    record_view(about(found.key), by=request.actor)
    return _page(request, found)


def _page(request: StaffRequest, found: Case, answering: dict[uuid.UUID, WordsForm] | None = None) -> HttpResponse:
    ratings = [one for one in ratings_visible_to(request.actor, found) if one.place == 1]
    notes = list(found.notes.all())
    names = names_by_key({one.rater for one in ratings} | {one.by for one in notes})
    contact = contact_now(found)
    may_answer = request.actor.may(MAY_ANSWER) and found.words_ended_at is None
    context: dict[str, Any] = {
        "breadcrumb": [(OWN, reverse("quality:own"))],
        "case": found,
        "at": moment(found),
        "finished": [(names.get(one.rater, one.rater), total_words(one), one) for one in ratings],
        "lines": lines_of(ratings, names),
        "contact": contact,
        "contact_rows": contact_rows(request.actor, contact),
        "notes": [
            (names.get(one.by, one.by), one, (answering or {}).get(one.key) or _answer_form(one, may_answer))
            for one in notes
        ],
        "may_answer": request.actor.may(MAY_ANSWER),
    }
    context["refused_forms"] = list((answering or {}).values())
    return render(request, "quality/own_case.html", context)


def _answer_form(note: CoachingNote, may_answer: bool) -> WordsForm | None:
    if not may_answer or note.answered_at is not None:
        return None
    return WordsForm(
        label="答え", help_text="助言した人が読みます。あとから変えられません。", prefix=f"a{note.key.hex}"
    )


@require_POST
@staff_view(MAY_ANSWER)
def note(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """Read, or answered."""
    need_evaluation()
    found = get_object_or_404(CoachingNote.objects.filter(case__in=own_cases(request.actor)), pk=key)
    if request.POST.get("do") != "answer":
        with saying(request, "読んだことを記録しました。"):
            read_note(found, by=request.actor)
        return redirect("quality:own_case", key=found.case_id)
    form = WordsForm(request.POST, label="答え", prefix=f"a{found.key.hex}")
    if not form.is_valid():
        return _page(request, get_object_or_404(own_cases(request.actor), pk=found.case_id), {found.key: form})
    with saying(request, "答えを送りました。"), form.guard_lifted(by=request.actor) as lifted:
        answer_note(found, form.cleaned_data["text"], by=request.actor)
        lifted(about(found.case_id))
    return redirect("quality:own_case", key=found.case_id)
