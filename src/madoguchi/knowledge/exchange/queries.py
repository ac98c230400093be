"""The articles as a table, and what a file is compared with."""

import json
from collections.abc import Iterable, Sequence
from enum import StrEnum

from django.db.models import OuterRef, QuerySet, Subquery

from madoguchi.core.actors import Actor
from madoguchi.knowledge.articles.models import Article, Category, CategoryRight, Revision
from madoguchi.knowledge.articles.queries import articles_visible_to
from madoguchi.knowledge.articles.rules import (
    MAY_EDIT,
    CategoryVerb,
    RevisionState,
    may_in_category,
)
from madoguchi.knowledge.exchange.columns import columns_for
from madoguchi.knowledge.exchange.lines import Filed, line_of
from madoguchi.knowledge.exchange.models import FaqImport
from madoguchi.knowledge.exchange.rules import Comparison, ImportState, Known, Standing, compare
from madoguchi.municipality.models import Procedure
from madoguchi.municipality.queries import value_of


class Which(StrEnum):
    PUBLISHED = "published"
    NEWEST = "newest"


WHICH_LABELS = {
    Which.PUBLISHED: "公開中の内容",
    Which.NEWEST: "いちばん新しい版（下書きを含む）",
}


def has_files() -> bool:
    """004 §7①(イ): whether the contract moves FAQs as files."""
    return bool(value_of("faq.csv_both_ways"))


def as_table(articles: QuerySet[Article], which: Which) -> tuple[list[str], list[list[str]]]:
    """Headings and lines in the order of the numbers. Columns of a language stand there when somebody uses it."""
    filed = [_filed(article, revision) for article, revision in _revisions(articles, which)]
    columns = columns_for(code for one in filed for code in one.content.translations)
    return [column.heading for column in columns], [line_of(one, columns) for one in filed]


def imports_visible_to(actor: Actor) -> QuerySet[FaqImport]:
    """A file is its reader's until it is taken in."""
    return FaqImport.objects.filter(read_by=actor.key) if actor.may(MAY_EDIT) else FaqImport.objects.none()


def unfinished_imports(actor: Actor) -> QuerySet[FaqImport]:
    return imports_visible_to(actor).filter(state=ImportState.READ).order_by("-read_at")


def comparison_of(faq_import: FaqImport, actor: Actor) -> Comparison:
    """As it stands at this moment."""
    refused = frozenset((line, place) for line, place in json.loads(faq_import.refused_cells or "[]"))
    return compare(json.loads(faq_import.headings), json.loads(faq_import.cells or "[]"), refused, _known_to(actor))


def seen_mark(comparison: Comparison) -> str:
    """Which revisions the reader of the preview has seen; another mark means that somebody wrote meanwhile."""
    return ",".join(
        f"{one.standing.filed.number}:{one.standing.revision}" for one in comparison.written if one.standing
    )


def _known_to(actor: Actor) -> Known:
    newest = _revisions(articles_visible_to(actor), Which.NEWEST, with_retired=True)
    categories = list(Category.objects.all())
    named: dict[int, set[str]] = {}
    for pk, key in CategoryRight.objects.filter(may=CategoryVerb.WRITE, staff__is_active=True).values_list(
        "category_id", "staff__login_id"
    ):
        named.setdefault(pk, set()).add(key)
    return Known(
        standing={article.number: _standing(article, revision) for article, revision in newest},
        categories=frozenset(one.name for one in categories),
        may_write=frozenset(
            one.name
            for one in categories
            if actor.may(MAY_EDIT) and may_in_category(named.get(one.pk, ()), key=actor.key)
        ),
        procedures=frozenset(Procedure.objects.values_list("code", flat=True)),
        numbers=frozenset(Article.objects.values_list("number", flat=True)),
    )


def _standing(article: Article, revision: Revision) -> Standing:
    published = article.current if article.current_id != revision.pk else None
    return Standing(
        filed=_filed(article, revision),
        revision=revision.number,
        published=published.content if published else None,
        is_open=revision.is_open,
        is_retired=revision.state == RevisionState.RETIRED,
    )


def _filed(article: Article, revision: Revision) -> Filed:
    return Filed(article.number, article.category.name, article.department, revision.content)


def _revisions(
    articles: QuerySet[Article], which: Which, *, with_retired: bool = False
) -> list[tuple[Article, Revision]]:
    """Each article with its revision, in two queries and one for the translations."""
    newest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number").values("pk")[:1]
    chosen = articles.prefetch_related("current__translations").order_by("number")
    if which is Which.PUBLISHED:
        return [(one, one.current) for one in chosen.filter(current__isnull=False) if one.current]
    found: Sequence[Article] = list(chosen.annotate(newest=Subquery(newest)))
    revisions = _by_pk(one.newest for one in found)  # type: ignore[attr-defined]
    pairs = [(one, revisions[one.newest]) for one in found]  # type: ignore[attr-defined]
    return [pair for pair in pairs if with_retired or pair[1].state != RevisionState.RETIRED]


def _by_pk(keys: Iterable[int]) -> dict[int, Revision]:
    return Revision.objects.prefetch_related("translations").in_bulk(list(keys))
