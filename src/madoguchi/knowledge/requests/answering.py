"""What writing and publishing an article do to the request that asked for it."""

from django.db.models import Q

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.knowledge.articles.models import Article, Revision
from madoguchi.knowledge.refusals import RequestIsClosed
from madoguchi.knowledge.requests.history import REQUEST
from madoguchi.knowledge.requests.models import UpdateRequest
from madoguchi.knowledge.requests.rules import OPEN_STATES, RequestKind, RequestState


def begin_answer(request: UpdateRequest, revision: Revision, *, by: Actor) -> UpdateRequest:
    """Inside the transaction that writes the revision. Whoever writes it has taken the request up."""
    current = UpdateRequest.objects.select_for_update().get(pk=request.pk)
    if not current.is_open:
        raise RequestIsClosed
    now = clock.now()
    current.article = revision.article
    current.answered_from = current.answered_from or revision
    current.state = RequestState.TAKEN
    current.owner = current.owner or by.key
    current.taken_at = current.taken_at or now
    current.save()
    record(
        "update_request.begun",
        by=by,
        about=About(REQUEST, current.number),
        facts={"article": revision.article.number, "revision": revision.number},
    )
    return current


def answer_published(article: Article, revision: Revision, *, by: Actor) -> int:
    """The request is answered in the moment in which its article is published (or, when that was asked, retired)."""
    open_ones = UpdateRequest.objects.select_for_update().filter(article=article, state__in=OPEN_STATES)
    is_retired = article.current_id is None
    answered = (
        open_ones.filter(kind=RequestKind.RETIRE)
        if is_retired
        else open_ones.filter(~Q(kind=RequestKind.RETIRE), answered_from__number__lte=revision.number)
    )
    now = clock.now()
    count = 0
    for request in answered:
        request.state, request.published_at, request.closed_at = RequestState.PUBLISHED, now, now
        request.save(update_fields=["state", "published_at", "closed_at"])
        record(
            "update_request.published",
            by=by,
            about=About(REQUEST, request.number),
            facts={"article": article.number, "revision": revision.number},
        )
        count += 1
    return count
