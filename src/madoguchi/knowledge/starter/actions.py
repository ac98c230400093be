"""Laying the starter FAQ, once, and the city's confirming it."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM, Actor
from madoguchi.core.history.record import About, record
from madoguchi.knowledge.articles import searchable
from madoguchi.knowledge.articles.actions import approve, hand_in, publish, revise
from madoguchi.knowledge.articles.history import ARTICLE
from madoguchi.knowledge.articles.models import Article, Category, LastNumber, Revision
from madoguchi.knowledge.articles.queries import newest_revision
from madoguchi.knowledge.articles.rules import Audience, RevisionState
from madoguchi.knowledge.numbers import note_given
from madoguchi.knowledge.starter.refusals import NothingToConfirm
from madoguchi.knowledge.starter.rules import confirmed
from madoguchi.knowledge.starter.texts import StarterArticle, StarterCategory, starter_categories
from madoguchi.municipality.models import Procedure

REASON_LAID = "初期登録（市の確認前）"
REASON_CONFIRMED = "内容を確認しました"


@transaction.atomic
def lay_starter_articles() -> int:
    """On an installation that never had an article; a second time changes nothing. How many were laid."""
    if Article.objects.exists() or LastNumber.objects.filter(kind="FAQ", last__gt=0).exists():
        return 0
    laid = [(category, one) for category in starter_categories() for one in category.articles]
    numbers = {one.key: f"FAQ-{place:04d}" for place, (_, one) in enumerate(laid, start=1)}
    note_given(f"FAQ-{len(laid):04d}")
    categories = _categories(starter_categories())
    now = clock.now()
    articles = Article.objects.bulk_create(
        Article(number=numbers[one.key], category=categories[category.code], made_at=now) for category, one in laid
    )
    known = set(Procedure.objects.values_list("code", flat=True))
    revisions = Revision.objects.bulk_create(
        _revision(article, one, numbers=numbers, known=known)
        for article, (_, one) in zip(articles, laid, strict=True)
    )
    for article, revision in zip(articles, revisions, strict=True):
        article.current = revision
    Article.objects.bulk_update(articles, ["current"])
    for article in articles:
        searchable.index_article(article)
        record(
            "article.laid",
            by=SYSTEM,
            about=About(ARTICLE, article.number),
            facts={"category": article.category.name, "reason": REASON_LAID},
        )
    return len(articles)


def confirm_article(article: Article, *, audience: Audience, by: Actor) -> Revision:
    """The city has read it and says that it is so: the next revision, without the mark, published at once. It takes
    the same steps, with the same rights, as every other revision."""
    with transaction.atomic():
        current = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        newest = newest_revision(current)
        if newest.state != RevisionState.PUBLISHED or not newest.to_confirm:
            raise NothingToConfirm
        revision = revise(
            current,
            confirmed(newest.content, audience=audience),
            based_on=newest.number,
            reason=REASON_CONFIRMED,
            by=by,
        )
        return publish(approve(hand_in(revision, by=by), by=by), by=by)


@transaction.atomic
def confirm_articles(articles: Iterable[Article], *, audience: Audience, by: Actor) -> Sequence[Revision]:
    """All of them or none."""
    return [confirm_article(article, audience=audience, by=by) for article in articles]


def _categories(starters: Iterable[StarterCategory]) -> dict[str, Category]:
    return {
        one.code: Category.objects.get_or_create(name=one.label, defaults={"position": place})[0]
        for place, one in enumerate(starters, start=1)
    }


def _revision(article: Article, one: StarterArticle, *, numbers: dict[str, str], known: set[str]) -> Revision:
    now = clock.now()
    return Revision(
        article=article,
        number=1,
        state=RevisionState.PUBLISHED,
        question=one.question,
        phrasings="\n".join(one.phrasings),
        short_answer=one.spoken,
        full_answer=one.answer,
        belongings=" ".join(code for code in one.belongings if code in known),
        related=" ".join(numbers[key] for key in one.related),
        audience=Audience.INTERNAL,
        source=one.source,
        to_confirm=True,
        reason=REASON_LAID,
        written_by=SYSTEM.key,
        written_kind=SYSTEM.kind.value,
        written_at=now,
        published_at=now,
    )
