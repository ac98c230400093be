"""Narrowing a list to what says all of a phrase, in whichever words.

A word may stand in a third of all documents, and its whole list costs as much as it is long. So where what was asked is
common, the documents are walked in their own order and each is looked up, until a page is full; where it is rare, the
short list of its rarest part is read first. Both find the same; counted frequency says which is quicker.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from math import prod
from operator import and_, or_
from typing import Any, TypeVar

from django.db.models import Case, Count, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.lookups import IsNull

from madoguchi.core.search.asking import meanings_of
from madoguchi.core.search.models import SearchPosting
from madoguchi.core.search.postings import documents_of, found_in
from madoguchi.core.search.rules import Meaning, covered, term_of

# A list so short is read. A row of a list costs as much as so many documents walked: all other parts are looked up.
SHORT, ROW = 4_000, 3
# How many documents fill a page; so many times more than by chance may have to be walked for them; of how many it is
# looked how many say it, where that leaves it open.
PAGE, UNLUCKY, SAMPLE = 51, 8, 500

M = TypeVar("M", bound=Model)
Terms = tuple[int, ...]  # of one word, wherever the asker may read it


def having_all(kind: str, phrase: str, *, whole: bool = False) -> QuerySet[Any, int]:
    """The keys of the documents that say all of it: `contacts.filter(pk__in=having_all(…))`. Nothing when the phrase
    holds no word. `whole`: whoever asks may read what is covered for others."""
    asked = _rarest_first(kind, phrase, whole)
    if not asked or not all(ways for _, ways in asked):
        return SearchPosting.objects.none().values_list("key", flat=True)
    (_, rarest), *others = asked
    # One after the other: of several ways at once neither database reads the index alone.
    first, *further = (
        SearchPosting.objects.filter(held, *(_looked_up(ways, "key") for _, ways in others)).values_list(
            "key", flat=True
        )
        for held in _held_by(rarest)
    )
    return first.union(*further) if further else first


def narrowed(documents: QuerySet[M], kind: str, phrase: str, *, whole: bool = False) -> QuerySet[M]:
    """Those of the documents that say all of it, in the order in which they are. Read it page by page."""
    asked = _rarest_first(kind, phrase, whole)
    if not asked or not all(ways for _, ways in asked):
        return documents.none()
    saying = reduce(and_, (_looked_up(ways, "pk") for _, ways in asked))
    counts = [count for count, _ in asked]
    if counts[0] > SHORT and (_is_common(kind, counts) or _fills_a_page_sooner(documents, saying, counts[0])):
        return documents.filter(saying)
    return documents.filter(pk__in=list(dict.fromkeys(having_all(kind, phrase, whole=whole))))


def _is_common(kind: str, counts: Sequence[int]) -> bool:
    """By what chance would make of these counts."""
    share = prod(count / max(count, documents_of(kind)) for count in counts)
    return len(counts) == 1 or UNLUCKY * PAGE / share < ROW * counts[0]


def _fills_a_page_sooner(documents: QuerySet[Any], saying: Q, fewest: int) -> bool:
    """Would a page be full before the list were read?"""
    says = Case(When(saying, then=Value(1)), default=Value(0), output_field=IntegerField())
    first = documents.annotate(says=says).values("pk", "says")[:SAMPLE]
    seen = first.aggregate(looked_at=Count("pk"), saying=Sum("says"))
    if seen["looked_at"] < SAMPLE:
        return True
    return bool(seen["saying"] * fewest * ROW >= PAGE * SAMPLE)


Way = Sequence[Terms]


def _rarest_first(kind: str, phrase: str, whole: bool) -> list[tuple[int, list[Way]]]:
    """Each part of what was asked as the ways to say it, with how many documents say it at the most."""
    kinds = (kind, covered(kind)) if whole else (kind,)
    meanings = meanings_of(phrase)
    words = {word for meaning in meanings for way in meaning.ways for word in way}
    terms = {word: tuple(term_of(one, word) for one in kinds) for word in words}
    found = found_in([term for some in terms.values() for term in some]) if terms else {}
    counts = {word: sum(found.get(term, 0) for term in some) for word, some in terms.items()}
    asked = [_asked(meaning, terms, counts) for meaning in meanings]
    return sorted(asked, key=lambda one: one[0])


def _asked(meaning: Meaning, terms: dict[str, Terms], counts: dict[str, int]) -> tuple[int, list[Way]]:
    ways = [sorted(way, key=counts.__getitem__) for way in _needed(meaning.ways, counts)]
    at_most = sum(counts[way[0]] for way in ways)
    return at_most, [[terms[word] for word in way] for way in ways]


def _needed(ways: Iterable[tuple[str, ...]], counts: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Without those that stand nowhere, and those that say no more than another: 住民票 の 写し is found by 住民票."""
    somewhere = [way for way in dict.fromkeys(ways) if all(counts[word] for word in way)]
    sets = [frozenset(way) for way in somewhere]
    return [
        way
        for place, (way, words) in enumerate(zip(somewhere, sets, strict=True))
        if not any(other < words or (other == words and at < place) for at, other in enumerate(sets))
    ]


def _held_by(ways: Iterable[Way]) -> Iterator[Q]:
    """Postings of whatever says one of the ways: by its rarest word, the others looked up."""
    alone, together = _parted(ways)
    if alone:
        yield Q(term__in=alone)
    for first, *others in together:
        yield reduce(and_, (_stands(word, "key") for word in others), Q(term__in=first))


def _looked_up(ways: Iterable[Way], key: str) -> Q:
    """Does this document say one of them?"""
    alone, together = _parted(ways)
    conditions = [_stands(alone, key)] if alone else []
    conditions += [reduce(and_, (_stands(word, key) for word in way)) for way in together]
    return reduce(or_, conditions)


def _parted(ways: Iterable[Way]) -> tuple[list[int], list[Way]]:
    """Ways of one word are looked up at once."""
    some = list(ways)
    return [term for way in some if len(way) == 1 for term in way[0]], [way for way in some if len(way) > 1]


def _stands(terms: Collection[int], key: str) -> Q:
    """As a value that is there or not: neither database makes a join of that, which would read the whole list."""
    held = SearchPosting.objects.filter(key=OuterRef(key), term__in=list(terms)).order_by().values("weight")[:1]
    return Q(IsNull(Subquery(held), False))
