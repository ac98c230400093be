"""What of the FAQ still waits for the city's confirmation."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from madoguchi.core.actors import Actor
from madoguchi.knowledge.articles.models import Article, Category, Revision
from madoguchi.knowledge.articles.queries import articles_visible_to
from madoguchi.knowledge.articles.rules import OPEN_STATES


def articles_to_confirm(actor: Actor) -> QuerySet[Article]:
    """Published with the mark 要確認, and nobody is writing at it."""
    written_at = Revision.objects.filter(article=OuterRef("pk"), state__in=OPEN_STATES)
    marked = articles_visible_to(actor).filter(current__to_confirm=True)
    return marked.exclude(Exists(written_at)).order_by("category__position", "number")


def categories_to_confirm(actor: Actor) -> QuerySet[Category]:
    """Those with such articles, each with how many (`waiting`)."""
    marked = articles_to_confirm(actor).order_by().values("pk")
    counted = Category.objects.annotate(waiting=Count("articles", filter=Q(articles__in=marked)))
    return counted.filter(waiting__gt=0).order_by("position", "name")
