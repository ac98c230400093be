"""Finding articles, and reading what was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet

from madoguchi.core.actors import Actor
from madoguchi.core.search.marking import Marker, Piece, marker_of
from madoguchi.core.search.queries import ranked, suggestions
from madoguchi.knowledge.articles.models import Article
from madoguchi.knowledge.articles.queries import published_articles
from madoguchi.knowledge.articles.rules import MAY_VIEW, OPEN_STATES
from madoguchi.knowledge.articles.searchable import KIND
from madoguchi.knowledge.finding.models import Search

MAY_VIEW_SEARCHES = MAY_VIEW
MOST = 20
NEAR = 0.14  # below it stood 10 in 181 right answers, and 11 in 40 questions about other matters (ADR 0015)
EXCERPT = 120


@dataclass(frozen=True)
class Conditions:
    """Everything combined; empty means all."""

    category: int | None = None
    audience: str = ""
    language: str = ""
    state: str = ""  # "confirm": 要確認, "under_way": a newer revision is being written

    def narrow(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        wanted = Q()
        if self.category:
            wanted &= Q(category=self.category)
        if self.audience:
            wanted &= Q(current__audience=self.audience)
        if self.language:
            wanted &= Q(current__translations__language=self.language)
        if self.state == "confirm":
            wanted &= Q(current__to_confirm=True)
        if self.state == "under_way":
            wanted &= Q(revisions__state__in=sorted(OPEN_STATES))
        return articles.filter(wanted)


@dataclass(frozen=True)
class FoundArticle:
    article: Article
    score: float
    question: Sequence[Piece]
    answer: Sequence[Piece]


def find(
    phrase: str, among: QuerySet[Article], *, conditions: Conditions | None = None, limit: int = MOST
) -> list[FoundArticle]:
    """The best first, with what was asked marked in question and answer."""
    articles = conditions.narrow(among) if conditions else among
    hits = ranked(KIND, phrase, among=articles, limit=limit)
    known = articles.in_bulk([hit.key for hit in hits])
    marker = marker_of(phrase)
    return [_shown(known[hit.key], hit.score, marker) for hit in hits if hit.key in known]


def near_ones(found: Sequence[FoundArticle]) -> int:
    """How many answer what was asked. The others are shown too, but count as no answer: what has none is missing."""
    return sum(one.score >= NEAR for one in found)


def articles_found_by(actor: Actor) -> QuerySet[Article]:
    """What staff may read out."""
    return published_articles() if actor.may(MAY_VIEW) else Article.objects.none()


def words_suggested(beginning: str, among: QuerySet[Article], *, limit: int = 5) -> list[str]:
    """What an internal article says is no citizen's word, not even one of them."""
    return suggestions(KIND, beginning, limit, among=among)


def searches_visible_to(actor: Actor) -> QuerySet[Search]:
    return Search.objects.order_by("-at", "-pk") if actor.may(MAY_VIEW_SEARCHES) else Search.objects.none()


@dataclass(frozen=True)
class Unanswered:
    """The same question, for which nothing was found."""

    words: str
    phrase: str
    times: int
    last_at: datetime


def unanswered_since(
    since: datetime, *, among: QuerySet[Search] | None = None, limit: int = 100
) -> list[Unanswered]:
    """FAQ-10: what was asked most, and found nothing."""
    searches = Search.objects.all() if among is None else among
    asked = searches.order_by().filter(at__gte=since, found=0).exclude(words="").values("words")
    rows = asked.annotate(times=Count("pk"), last_at=Max("at"), phrase=Max("phrase"))
    return [Unanswered(**row) for row in rows.order_by("-times", "-last_at")[:limit]]


def _shown(article: Article, score: float, marker: Marker) -> FoundArticle:
    revision = article.current
    assert revision is not None  # only what is published is in the index  # noqa: S101
    answer = revision.short_answer or revision.full_answer
    return FoundArticle(article, score, marker.highlighted(revision.question), marker.excerpt(answer, EXCERPT))
