"""Does the index hold exactly the documents that are there?"""

from collections.abc import Iterator

from madoguchi.core.search.kinds import kinds
from madoguchi.core.search.models import SearchDocument

NAMED = 5


def differences_in_index() -> Iterator[str]:
    for kind in kinds():
        wanted = kind.documents().order_by()
        indexed = SearchDocument.objects.filter(kind=kind.name)
        missing = wanted.exclude(pk__in=indexed.values("key"))
        left_over = indexed.exclude(key__in=wanted.values("pk"))
        for what, keys in (
            ("索引にありません", missing.values_list("pk", flat=True)),
            ("索引に残っています", left_over.values_list("key", flat=True)),
        ):
            if count := keys.count():
                some = "、".join(str(key) for key in keys.order_by()[:NAMED])
                yield f"検索 {kind.name}: {count} 件が{what}（{some}）。madoguchi search rebuild で作り直せます"
