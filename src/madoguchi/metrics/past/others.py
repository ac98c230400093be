"""What else is counted of a period: uses of the FAQ, people placed by the hour."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from madoguchi.core import clock
from madoguchi.knowledge.articles.models import Article
from madoguchi.knowledge.public.models import FaqCount
from madoguchi.knowledge.public.rules import OPENED
from madoguchi.knowledge.usage.models import ArticleUse
from madoguchi.knowledge.usage.queries import counts_uses
from madoguchi.municipality.queries import has_contract
from madoguchi.workforce.seats.models import PlacedHour


@dataclass(frozen=True)
class ArticleUses:
    number: str
    question: str
    used: int  # an answer was given out of it
    read: int  # staff opened it
    by_citizens: int  # opened on the public pages


def faq_is_counted() -> bool:
    return has_contract() and counts_uses()


def faq_uses(first: date, last: date) -> int:
    return ArticleUse.objects.filter(day__range=(first, last)).aggregate(used=Sum("used"))["used"] or 0


def articles_used(first: date, last: date) -> list[ArticleUses]:
    """Each article that was used, read or opened at all, the most used first."""
    staff = {
        article: (used, read)
        for article, used, read in ArticleUse.objects.filter(day__range=(first, last))
        .order_by()
        .values_list("article")
        .annotate(used=Sum("used"), read=Sum("read"))
    }
    citizens = dict(
        FaqCount.objects.filter(day__range=(first, last), what=OPENED)
        .order_by()
        .values_list("article")
        .annotate(opened=Sum("count"))
    )
    articles = Article.objects.filter(pk__in={*staff, *citizens}).select_related("current")
    found = [
        ArticleUses(
            one.number,
            one.current.question if one.current else "（公開を終えたFAQ）",
            *staff.get(one.pk, (0, 0)),
            citizens.get(one.pk, 0),
        )
        for one in articles
    ]
    return sorted(found, key=lambda one: (-one.used, -one.read - one.by_citizens, one.number))


def placed_seconds(since: datetime, until: datetime) -> dict[datetime, int]:
    """By the hour, of all bases together: how long people sat at their seats."""
    found = (
        PlacedHour.objects.filter(starts_at__gte=since, starts_at__lt=until)
        .order_by("starts_at")
        .values_list("starts_at")
        .annotate(together=Sum("seconds"))
    )
    return {clock.in_tokyo(starts_at): seconds for starts_at, seconds in found}
