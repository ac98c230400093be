"""The two questions that are asked of the postings in SQL of their own, the same on both databases."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet

from madoguchi.core.search.models import SearchPosting

BEST = """
WITH asked (term, part, worth) AS (VALUES {rows})
SELECT key, SUM(said) FROM (
    SELECT p.key AS key, asked.part AS part, MAX(p.weight * asked.worth) AS said
    FROM asked CROSS JOIN core_searchposting p
    WHERE p.term = asked.term {among}
    GROUP BY p.key, asked.part
) AS parts
GROUP BY key ORDER BY 2 DESC, 1 LIMIT %s
"""


def found_in(terms: Collection[int]) -> Mapping[int, int]:
    """In how many documents each of them stands."""
    rows = SearchPosting.objects.filter(term__in=terms).values("term").annotate(found=Count("key"))
    return dict(rows.order_by().values_list("term", "found"))


def best_keys(
    asked: Sequence[tuple[int, int, int]], *, among: QuerySet[Any] | None, most: int
) -> list[tuple[int, int]]:
    """`asked`: (term, the part of the question that it says, how much it is worth). Of the words for one part only
    the best counts. (key, score), best first."""
    if not asked:
        return []
    rows = ", ".join("(%s, %s, %s)" for _ in asked)
    values: list[Any] = [value for row in asked for value in row]
    only, only_values = _keys_of(among)
    with connection.cursor() as cursor:
        cursor.execute(BEST.format(rows=rows, among=only), [*values, *only_values, most])
        return [(int(key), int(score)) for key, score in cursor.fetchall()]


def _keys_of(among: QuerySet[Any] | None) -> tuple[str, tuple[Any, ...]]:
    if among is None:
        return "", ()
    sql, values = among.order_by().values("pk").query.sql_with_params()
    return f"AND p.key IN ({sql})", values
