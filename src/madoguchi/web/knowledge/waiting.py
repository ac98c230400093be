"""What waits for the city's word, for publication, or for its writer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.knowledge.articles.queries import (
    drafts_sent_back,
    overdue_reviews,
    revisions_in_review,
    waiting_for_publication,
)
from madoguchi.knowledge.articles.rules import MAY_SEE_WAITING
from madoguchi.knowledge.documents.queries import versions_in_review
from madoguchi.knowledge.models import Revision
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.knowledge.shown import written_day, written_moment


@dataclass(frozen=True)
class Waiting:
    """`when` is what its list is about: since when it waits, or until when it was to be looked at."""

    revision: Revision
    writer: str
    when: str


@dataclass(frozen=True)
class Queue:
    title: str
    heading: str  # over the column of `when`
    lines: list[Waiting]
    shows_remark: bool = False


@never_cache
@require_safe
@staff_view(MAY_SEE_WAITING)
def waiting(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    due = [one.current for one in overdue_reviews(actor, today=clock.today()) if one.current]
    queues = [
        Queue(
            "所管課の確認中",
            "確認に出した日時",
            _lines(revisions_in_review(actor), lambda one: written_moment(one.handed_in_at)),
        ),
        Queue(
            "承認済みで、公開前",
            "承認の日時",
            _lines(waiting_for_publication(actor), lambda one: written_moment(one.approved_at)),
        ),
        Queue(
            "あなたに戻された下書き",
            "書いた日時",
            _lines(drafts_sent_back(actor), lambda one: written_moment(one.written_at)),
            shows_remark=True,
        ),
        Queue("見直し日を過ぎた公開中のFAQ", "見直し日", _lines(due, lambda one: written_day(one.review_on))),
    ]
    context = {
        "queues": [queue for queue in queues if queue.lines],
        "versions": versions_in_review(actor),
    }
    return render(request, "knowledge/waiting.html", context)


def _lines(revisions: Iterable[Revision], when: Callable[[Revision], str]) -> list[Waiting]:
    every_one = list(revisions)
    names = names_by_key({one.written_by for one in every_one})
    return [Waiting(one, names.get(one.written_by, one.written_by), when(one)) for one in every_one]
