"""Rankings, and the figures of a month."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.knowledge.articles.models import Article, Category, Revision
from madoguchi.knowledge.articles.queries import articles_visible_to, public_articles, published_articles
from madoguchi.knowledge.articles.rules import MAY_VIEW, RevisionState
from madoguchi.knowledge.finding.models import Search
from madoguchi.knowledge.finding.queries import unanswered_since
from madoguchi.knowledge.public.models import FaqCount, FaqDay
from madoguchi.knowledge.public.rules import HELPED, OPENED, UNHELPED
from madoguchi.knowledge.requests.models import UpdateRequest
from madoguchi.knowledge.requests.rules import RequestState
from madoguchi.knowledge.usage.models import ArticleUse, UsageReport
from madoguchi.knowledge.usage.rules import MOST_LISTED, Counted, MonthFigures, hours_taken, month_after
from madoguchi.municipality.queries import value_of


def has_ranking() -> bool:
    """004 §15③(イ)."""
    return bool(value_of("faq.ranking"))


def counts_uses() -> bool:
    """004 §11①(オ)."""
    return bool(value_of("faq.use_counts"))


def keeps_searches() -> bool:
    """004 §15③(イ)."""
    return bool(value_of("faq.search_log"))


@dataclass(frozen=True)
class Ranked:
    article: Article
    read: int
    used: int
    by_citizens: int


def ranking(actor: Actor, *, first: date, last: date, category: Category | None = None) -> list[Ranked]:
    """Both days inside; what was answered with most comes first, then what was opened most. What nobody opened is
    the end of the list."""
    staff = _sums(ArticleUse.objects.filter(day__range=(first, last)))
    citizens = dict(
        FaqCount.objects.filter(day__range=(first, last), what=OPENED)
        .values_list("article")
        .annotate(total=Sum("count"))
    )
    articles = articles_visible_to(actor).filter(current__isnull=False)
    if category is not None:
        articles = articles.filter(category=category)
    ranked = [Ranked(one, *staff.get(one.pk, (0, 0)), citizens.get(one.pk, 0)) for one in articles]
    return sorted(ranked, key=lambda one: (-one.used, -(one.read + one.by_citizens), one.article.number))


def reports_visible_to(actor: Actor) -> QuerySet[UsageReport]:
    return UsageReport.objects.all() if actor.may(MAY_VIEW) else UsageReport.objects.none()


def figures_of(month: date) -> MonthFigures:
    """`month`: its first day."""
    begins, end = clock.start_of(month), clock.start_of(month_after(month))
    first, last = month, month_after(month) - timedelta(days=1)
    uses = _sums(ArticleUse.objects.filter(day__range=(first, last)))
    return MonthFigures(
        **_updates(begins, end),
        **_requests(begins, end),
        **_citizens(first, last),
        read=sum(read for read, _ in uses.values()),
        used=sum(used for _, used in uses.values()),
        searches=Search.objects.filter(at__gte=begins, at__lt=end).count(),
        without_hit=Search.objects.filter(at__gte=begins, at__lt=end, found=0).count(),
        most_used=_most({pk: used for pk, (_, used) in uses.items()}),
        most_read=_most({pk: read for pk, (read, _) in uses.items()}),
        unanswered=tuple(
            Counted("", one.phrase, one.times)
            for one in unanswered_since(begins, among=Search.objects.filter(at__lt=end), limit=MOST_LISTED)
        ),
    )


def _updates(begins: datetime, end: datetime) -> dict[str, int]:
    published = published_articles()
    in_month = Revision.objects.filter(published_at__gte=begins, published_at__lt=end)
    earlier = Revision.objects.filter(
        article=OuterRef("article"), published_at__isnull=False, number__lt=OuterRef("number")
    )
    return {
        "published": published.count(),
        "public": public_articles().count(),
        "to_confirm": published.filter(current__to_confirm=True).count(),
        "overdue": published.filter(current__review_on__lte=clock.today()).count(),
        "made": in_month.exclude(Exists(earlier)).count(),
        "revised": in_month.filter(Exists(earlier)).count(),
        "retired": Revision.objects.filter(
            state=RevisionState.RETIRED, ended_at__gte=begins, ended_at__lt=end
        ).count(),
    }


def _requests(begins: datetime, end: datetime) -> dict[str, Any]:
    answered = UpdateRequest.objects.filter(
        state=RequestState.PUBLISHED, published_at__gte=begins, published_at__lt=end
    )
    spans = answered.annotate(span=F("published_at") - F("asked_at")).values_list("span", flat=True)
    middle, longest = hours_taken(spans)
    ended_later = Q(closed_at__isnull=True) | Q(closed_at__gte=end)
    published_later = Q(published_at__isnull=True) | Q(published_at__gte=end)
    return {
        "asked": UpdateRequest.objects.filter(asked_at__gte=begins, asked_at__lt=end).count(),
        "answered": answered.count(),
        "declined": UpdateRequest.objects.filter(
            state__in=[RequestState.DECLINED, RequestState.WITHDRAWN], closed_at__gte=begins, closed_at__lt=end
        ).count(),
        "still_open": UpdateRequest.objects.filter(ended_later, published_later, asked_at__lt=end).count(),
        "hours_median": middle,
        "hours_longest": longest,
    }


def _citizens(first: date, last: date) -> dict[str, int]:
    counts = dict(
        FaqCount.objects.filter(day__range=(first, last)).values_list("what").annotate(total=Sum("count"))
    )
    days = FaqDay.objects.filter(day__range=(first, last)).aggregate(
        solved=Coalesce(Sum("solved"), Value(0)), told=Coalesce(Sum("told"), Value(0))
    )
    return {
        "opened_by_citizens": counts.get(OPENED, 0),
        "helped": counts.get(HELPED, 0),
        "unhelped": counts.get(UNHELPED, 0),
        **days,
    }


def _sums(uses: QuerySet[ArticleUse]) -> dict[int, tuple[int, int]]:
    summed = uses.order_by().values("article").annotate(reads=Sum("read"), uses=Sum("used"))
    return {one["article"]: (one["reads"], one["uses"]) for one in summed}


def _most(times: dict[int, int]) -> tuple[Counted, ...]:
    best = sorted((pk for pk, count in times.items() if count), key=lambda pk: (-times[pk], pk))[:MOST_LISTED]
    articles = Article.objects.select_related("current").in_bulk(best)
    return tuple(
        Counted(articles[pk].number, articles[pk].current.question if articles[pk].current else "", times[pk])  # type: ignore[union-attr]
        for pk in best
    )
