"""The questions that are asked of the postings in SQL of their own, the same on both databases.

A word that stands in half of all documents tells little and costs most. So the rare parts of a question choose the
candidates, and the common ones are looked up for those alone.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet

from madoguchi.core.search.models import SearchDocument, SearchPosting

BEST = """
WITH asked (term, part, worth) AS (VALUES {rows})
SELECT key, SUM(said) FROM (
    SELECT p.key AS key, asked.part AS part, MAX(p.weight * CAST(asked.worth AS bigint)) AS said
    FROM asked CROSS JOIN core_searchposting p
    WHERE p.term = asked.term {among}
    GROUP BY p.key, asked.part
) AS parts
GROUP BY key ORDER BY 2 DESC, 1 LIMIT %s
"""

# Rows of the index that choose candidates; how many candidates; from how many on a count may be some minutes old: a
# word that was new a moment ago is counted each time.
ENOUGH, TOO_MANY, CANDIDATES = 300, 5_000, 100
OFTEN, REMEMBERED_SECONDS, MOST_REMEMBERED = 200, 300, 20_000
# Counting these takes longest, and some more or less change nothing.
VERY_OFTEN, REMEMBERED_LONG_SECONDS = 5_000, 3600

Asked = tuple[int, int, int]  # term, the part of the question that it says, how much it is worth
_remembered: dict[Any, tuple[int, float]] = {}


def found_in(terms: Collection[int]) -> dict[int, int]:
    """In how many documents each of them stands."""
    now = time.monotonic()
    known = {term: _remembered[term][0] for term in terms if _remembered.get(term, (0, 0.0))[1] > now}
    if unknown := [term for term in terms if term not in known]:
        rows = SearchPosting.objects.filter(term__in=unknown).values("term").annotate(found=Count("key"))
        counted = dict(rows.order_by().values_list("term", "found"))
        _remember(counted, now)
        known |= counted
    return known


def forget_counts() -> None:
    """As if an hour had passed."""
    _remembered.clear()


def documents_of(kind: str) -> int:
    now = time.monotonic()
    if (kept := _remembered.get(kind)) and kept[1] > now:
        return kept[0]
    count = SearchDocument.objects.filter(kind=kind).count()
    _remember({kind: count}, now)
    return count


def best_keys(
    asked: Sequence[Asked], found: Mapping[int, int], *, among: QuerySet[Any] | None, most: int
) -> list[tuple[int, int]]:
    """Of the words for one part only the best counts. (key, what it says of the question), best first."""
    choosing, common = _split(asked, found)
    only, values = _keys_of(among)
    best = dict(_best(choosing, only, values, max(most, CANDIDATES) if common else most))
    if common and best:
        places = ", ".join("%s" for _ in best)
        for key, said in _best(common, f"AND p.key IN ({places})", tuple(best), len(best)):
            best[key] += said
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


def _split(asked: Sequence[Asked], found: Mapping[int, int]) -> tuple[list[Asked], list[Asked]]:
    """The rarest parts until there is enough to choose from, and the rest."""
    rows: dict[int, int] = defaultdict(int)
    for term, part, _ in asked:
        rows[part] += found.get(term, 0)
    chosen: set[int] = set()
    total = 0
    for part in sorted(rows, key=lambda part: rows[part]):
        if total >= ENOUGH and total + rows[part] > TOO_MANY:
            break
        chosen.add(part)
        total += rows[part]
    return [one for one in asked if one[1] in chosen], [one for one in asked if one[1] not in chosen]


def _best(asked: Sequence[Asked], only: str, only_values: tuple[Any, ...], most: int) -> list[tuple[int, int]]:
    if not asked:
        return []
    rows = ", ".join("(%s, %s, %s)" for _ in asked)
    values: list[Any] = [value for row in asked for value in row]
    with connection.cursor() as cursor:
        cursor.execute(BEST.format(rows=rows, among=only), [*values, *only_values, most])
        return [(int(key), int(said)) for key, said in cursor.fetchall()]


def _keys_of(among: QuerySet[Any] | None) -> tuple[str, tuple[Any, ...]]:
    if among is None:
        return "", ()
    sql, values = among.order_by().values("pk").query.sql_with_params()
    return f"AND p.key IN ({sql})", values


def _remember(counts: Mapping[Any, int], now: float) -> None:
    if len(_remembered) > MOST_REMEMBERED:
        _remembered.clear()
    for what, count in counts.items():
        if count >= OFTEN:
            kept = REMEMBERED_LONG_SECONDS if count >= VERY_OFTEN else REMEMBERED_SECONDS
            _remembered[what] = (count, now + kept)
