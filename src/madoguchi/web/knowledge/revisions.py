"""One revision as it was or will be, and two of them side by side."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.knowledge.articles.queries import (
    articles_visible_to,
    may_write_in,
    moves_open_to,
    newest_revision,
    revisions_visible_to,
)
from madoguchi.knowledge.articles.rules import MAY_VIEW
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.knowledge.articles import answer_of
from madoguchi.web.knowledge.shown import buttons_of, differences, revisions_shown, trail


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def revision(request: StaffRequest, number: str, revision: int) -> HttpResponse:
    article = get_object_or_404(articles_visible_to(request.actor), number=number)
    found = get_object_or_404(revisions_visible_to(request.actor, article), number=revision)
    published = article.current
    is_newest = found == newest_revision(article)
    context = {
        **answer_of(found, request),
        "article": article,
        "shown": revisions_shown([found])[0],
        "is_newest": is_newest,
        "may_write": is_newest and may_write_in(request.actor, article.category),
        "buttons": buttons_of(found, moves_open_to(request.actor, found)),
        "published": published if published != found else None,
        "differences": differences(published.content, found.content) if published and published != found else [],
        "requests": found.article.requests.filter(answered_from__number__lte=found.number),
        "breadcrumb": trail(article),
    }
    return render(request, "knowledge/revision.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def choose(request: StaffRequest, number: str) -> HttpResponse:
    """Two revisions were chosen from the list; their difference has an address of its own."""
    article = get_object_or_404(articles_visible_to(request.actor), number=number)
    before, after = (_number(request.GET.get(name)) for name in ("from", "until"))
    if before is None or after is None:
        raise Http404
    return redirect("knowledge:difference", article.number, *sorted((before, after)))


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def difference(request: StaffRequest, number: str, before: int, after: int) -> HttpResponse:
    article = get_object_or_404(articles_visible_to(request.actor), number=number)
    every_one = revisions_visible_to(request.actor, article)
    old, new = (get_object_or_404(every_one, number=one) for one in (before, after))
    context = {
        "article": article,
        "before": revisions_shown([old])[0],
        "after": revisions_shown([new])[0],
        "differences": differences(old.content, new.content),
        "revisions": revisions_shown(every_one),
        "breadcrumb": trail(article),
    }
    return render(request, "knowledge/difference.html", context)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None
