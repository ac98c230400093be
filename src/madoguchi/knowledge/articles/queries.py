"""Reading articles: who sees which, what stands now, what waits for whom."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from madoguchi.core.actors import Actor
from madoguchi.knowledge.articles.models import Article, Category, CategoryRight, Revision
from madoguchi.knowledge.articles.rules import (
    MAY_APPROVE,
    MAY_EDIT,
    MAY_SEE_WAITING,
    MAY_VIEW,
    OPEN_STATES,
    STEPS,
    Audience,
    CategoryVerb,
    Move,
    RevisionState,
    may_in_category,
    may_move,
)
from madoguchi.municipality.queries import kept_value

SEEN_WITH = ("category", "current")


def articles_visible_to(actor: Actor) -> QuerySet[Article]:
    """Staff: drafts and internal ones too. Citizens: `public_articles`."""
    seen = Article.objects.all() if actor.may(MAY_VIEW) else Article.objects.none()
    return seen.select_related(*SEEN_WITH).order_by("number")


def published_articles() -> QuerySet[Article]:
    """What may be read out to a citizen, internal or public."""
    return Article.objects.filter(current__isnull=False).select_related(*SEEN_WITH).order_by("number")


def public_articles() -> QuerySet[Article]:
    return published_articles().filter(current__audience=Audience.PUBLIC)


def listed(articles: QuerySet[Article]) -> QuerySet[Article]:
    """With what a line of a list says: `title`, `audience`, and the state of the newest revision as `newest_state`."""
    newest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number")
    return articles.annotate(
        newest_state=Subquery(newest.values("state")[:1]),
        title=Coalesce(F("current__question"), Subquery(newest.values("question")[:1])),
        audience=Coalesce(F("current__audience"), Subquery(newest.values("audience")[:1])),
    )


def has_categories() -> bool:
    """Whether the city sorts its articles. Where it does not, no list asks for a category."""
    return kept_value("faq.categories") is not False


def related_to(revision: Revision, among: QuerySet[Article]) -> list[Article]:
    """In the order in which they were written, each once, the article itself never: a circle ends here."""
    if kept_value("faq.related_items") is False:
        return []
    numbers = [number for number in revision.related_numbers if number != revision.article.number]
    return articles_by_number(numbers, among)


def articles_by_number(numbers: Sequence[str], among: QuerySet[Article]) -> list[Article]:
    found = {one.number: one for one in among.filter(number__in=numbers)}
    return [found[number] for number in dict.fromkeys(numbers) if number in found]


def categories() -> QuerySet[Category]:
    return Category.objects.filter(is_active=True)


def newest_revision(article: Article) -> Revision:
    return article.revisions.order_by("-number")[:1].get()


def open_revision(article: Article) -> Revision | None:
    return article.revisions.filter(state__in=OPEN_STATES).first()


def shown_revision(article: Article) -> Revision:
    """What is published; before that, and after it was retired, the newest."""
    return article.current or newest_revision(article)


def revisions_visible_to(actor: Actor, article: Article) -> QuerySet[Revision]:
    return article.revisions.all() if actor.may(MAY_VIEW) else Revision.objects.none()


def waiting_for_approval(actor: Actor) -> QuerySet[Revision]:
    """What this person may approve, the oldest first."""
    if not actor.may(MAY_APPROVE):
        return Revision.objects.none()
    waiting = Revision.objects.filter(state=RevisionState.IN_REVIEW)
    return _in_categories_of(actor, CategoryVerb.APPROVE, waiting).order_by("handed_in_at", "pk")


def revisions_in_review(actor: Actor) -> QuerySet[Revision]:
    """Whoever waits for the department's word."""
    waiting = Revision.objects.filter(state=RevisionState.IN_REVIEW).select_related("article__category")
    return waiting.order_by("handed_in_at", "pk") if actor.may(MAY_SEE_WAITING) else Revision.objects.none()


def waiting_for_publication(actor: Actor) -> QuerySet[Revision]:
    if not actor.may(MAY_EDIT):
        return Revision.objects.none()
    waiting = Revision.objects.filter(state=RevisionState.APPROVED)
    return _in_categories_of(actor, CategoryVerb.WRITE, waiting).order_by("approved_at", "pk")


def drafts_sent_back(actor: Actor) -> QuerySet[Revision]:
    """Drafts of this person that came back with a remark."""
    sent_back = Revision.objects.filter(state=RevisionState.DRAFT, written_by=actor.key).exclude(remark="")
    return sent_back.select_related("article") if actor.may(MAY_EDIT) else Revision.objects.none()


def overdue_reviews(actor: Actor, *, today: date) -> QuerySet[Article]:
    """Published, and the day of its review has come."""
    return articles_visible_to(actor).filter(current__review_on__lte=today).order_by("current__review_on", "number")


def may_write_in(actor: Actor, category: Category) -> bool:
    return actor.may(MAY_EDIT) and _is_open_to(actor, category, CategoryVerb.WRITE)


def may_approve_in(actor: Actor, category: Category) -> bool:
    return actor.may(MAY_APPROVE) and _is_open_to(actor, category, CategoryVerb.APPROVE)


def may_do(move: Move, actor: Actor, category: Category) -> bool:
    may = may_approve_in if STEPS[move].right == MAY_APPROVE else may_write_in
    return may(actor, category)


def moves_open_to(actor: Actor, revision: Revision) -> list[Move]:
    """What this person may do with this revision now, as buttons."""
    state, category = RevisionState(revision.state), revision.article.category
    offered = (move for move in Move if move is not Move.REPLACE and may_move(move, state))
    return [move for move in offered if may_do(move, actor, category)]


def people_named(category: Category, verb: CategoryVerb) -> list[str]:
    named = CategoryRight.objects.filter(category=category, may=verb, staff__is_active=True)
    return list(named.values_list("staff__login_id", flat=True))


def _is_open_to(actor: Actor, category: Category, verb: CategoryVerb) -> bool:
    return may_in_category(people_named(category, verb), key=actor.key)


def _in_categories_of(actor: Actor, verb: CategoryVerb, revisions: QuerySet[Revision]) -> QuerySet[Revision]:
    named = CategoryRight.objects.filter(category=OuterRef("article__category"), may=verb, staff__is_active=True)
    open_to_them = ~Q(Exists(named)) | Q(Exists(named.filter(staff__login_id=actor.key)))
    return revisions.filter(open_to_them).select_related("article__category")
