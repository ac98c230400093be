"""Reading synonyms."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from madoguchi.core.actors import Actor
from madoguchi.core.search.models import Synonym
from madoguchi.core.search.synonyms import compared
from madoguchi.knowledge.words.rules import MAY_VIEW


@dataclass(frozen=True)
class Group:
    """A word and its sayings. `key`: one of its rows, for addresses."""

    key: int
    canonical: str
    variants: Sequence[str]


def synonyms_visible_to(actor: Actor) -> QuerySet[Synonym]:
    rows = Synonym.objects.order_by("canonical_key", "pk")
    return rows if actor.may(MAY_VIEW) else rows.none()


def groups(rows: QuerySet[Synonym], *, saying: str = "") -> list[Group]:
    """By word; `saying`: only groups of which the word or a saying holds this."""
    if saying:
        key = compared(saying)
        hit = rows.filter(Q(variant_key__contains=key) | Q(canonical_key__contains=key))
        rows = rows.filter(canonical_key__in=hit.order_by().values("canonical_key"))
    found: dict[str, list[Synonym]] = defaultdict(list)
    for row in rows:
        found[row.canonical_key].append(row)
    return [Group(one[0].pk, one[0].canonical, [row.variant for row in one]) for one in found.values()]


def group_of(row: Synonym, rows: QuerySet[Synonym]) -> Group:
    (found,) = groups(rows.filter(canonical_key=row.canonical_key))
    return found
