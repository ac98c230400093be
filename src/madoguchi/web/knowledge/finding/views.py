"""The search box of staff: what fits comes while they type; which article they open teaches the ranking."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.core import clock
from madoguchi.knowledge.articles.rules import MAY_VIEW
from madoguchi.knowledge.finding.actions import note_choice, note_search
from madoguchi.knowledge.finding.queries import (
    MAY_VIEW_SEARCHES,
    articles_found_by,
    find,
    near_ones,
    searches_visible_to,
    unanswered_since,
    words_suggested,
)
from madoguchi.knowledge.finding.rules import LONGEST, PLACE_LABELS, Place
from madoguchi.knowledge.models import Choice, Search
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.tables import Column, Table
from madoguchi.web.knowledge.finding.forms import FindForm, LogFilter
from madoguchi.web.knowledge.shown import written_moment

SUGGESTED, UNANSWERED = 5, 20
LOOKED_BACK = timedelta(days=30)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def find_articles(request: StaffRequest) -> HttpResponse:
    form = FindForm(request.GET)
    phrase = form.phrase
    found = find(phrase, articles_found_by(request.actor), conditions=form.conditions()) if phrase else []
    if phrase and request.method == "GET":
        note_search(phrase, found=near_ones(found), place=Place.STAFF, by=request.actor)
    context = {
        "form": form,
        "found": found,
        "near": near_ones(found),
        "phrase": phrase,
        "opens_with": urlencode({"q": phrase}),
        "is_narrowed": any(request.GET.get(name) for name in ("category", "audience", "language", "state")),
    }
    return render(request, "knowledge/finding/find.html", context)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def suggest(request: StaffRequest) -> HttpResponse:
    """While somebody types: words that it may become, and articles that answer already."""
    typed = request.GET.get("q", "")[:LONGEST].strip()
    words = words_suggested(typed, articles_found_by(request.actor), limit=SUGGESTED) if typed else []
    found = find(typed, articles_found_by(request.actor), limit=SUGGESTED) if len(typed) > 1 else []
    articles = [
        {"question": one.article.current.question, "url": _opening(one.article.number, typed)}
        for one in found
        if one.article.current
    ]
    return JsonResponse({"words": [word for word in words if word != typed], "articles": articles})


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def open_article(request: StaffRequest, number: str) -> HttpResponse:
    """From a search to its article, and a note which it was."""
    article = get_object_or_404(articles_found_by(request.actor), number=number)
    phrase = request.GET.get("q", "")[:LONGEST].strip()
    if phrase and request.method == "GET":
        found = near_ones(find(phrase, articles_found_by(request.actor)))
        search = note_search(phrase, found=found, place=Place.STAFF, by=request.actor)
        if search is not None:
            note_choice(search.pk, article)
    return redirect("knowledge:article", number)


@never_cache
@require_safe
@staff_view(MAY_VIEW_SEARCHES)
def log(request: StaffRequest) -> HttpResponse:
    """検索の記録: what was asked, and what nobody could answer."""
    form = LogFilter(request.GET)
    chosen = Prefetch("choices", Choice.objects.select_related("article").order_by("pk"))
    table = Table(
        COLUMNS,
        _narrowed(searches_visible_to(request.actor).prefetch_related(chosen), form),
        request,
        caption="検索の記録",
        filters=form,
        sort="-at",
        empty="この条件の検索はありません",
        empty_hint="検索すると、言葉と結果がここに残ります。だれが探したかは残りません。",
    )
    unanswered = unanswered_since(
        clock.now() - LOOKED_BACK, among=searches_visible_to(request.actor), limit=UNANSWERED
    )
    return render(request, "knowledge/finding/log.html", {"table": table, "unanswered": unanswered})


def _narrowed(searches: QuerySet[Search], form: LogFilter) -> QuerySet[Search]:
    form.is_valid()
    typed = form.cleaned_data
    if place := typed.get("place"):
        searches = searches.filter(place=place)
    match typed.get("result"):
        case "none":
            return searches.filter(found=0)
        case "unopened":
            return searches.filter(found__gt=0, choices=None)
        case "opened":
            return searches.exclude(choices=None)
        case _:
            return searches


def _opening(number: str, phrase: str) -> str:
    return f"{reverse('knowledge:open_found', args=[number])}?{urlencode({'q': phrase})}"


def _opened(search: Any) -> str:
    return "、".join(choice.article.number for choice in search.choices.all()) or "—"


COLUMNS = (
    Column("phrase", "探した言葉", lambda one: one.phrase, is_header=True),
    Column("at", "日時", lambda one: written_moment(one.at), order_by=("at",)),
    Column("place", "探した所", lambda one: PLACE_LABELS[Place(one.place)]),
    Column("found", "見つかった数", lambda one: one.found, order_by=("found",), numeric=True),
    Column("opened", "開いたFAQ", _opened),
)
