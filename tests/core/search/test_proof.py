"""The self-check finds what the index lost, and building it anew mends it."""

from collections.abc import Iterator

import pytest

from madoguchi.core.models import SearchDocument, Synonym
from madoguchi.core.search import kinds
from madoguchi.core.search.actions import index, index_anew
from madoguchi.core.search.kinds import Kind
from madoguchi.core.search.proof import differences_in_index
from madoguchi.core.search.queries import ranked
from tests.core.search.test_search import same

pytestmark = [pytest.mark.django_db, pytest.mark.req("FAQ-01")]
SHELF = "shelf"


@pytest.fixture(autouse=True)
def shelf() -> Iterator[None]:
    kinds.register(
        Kind(
            SHELF,
            weights={"text": 1},
            documents=Synonym.objects.all,
            fields_of=lambda row: {"text": row.variant},
            ways_to_ask=frozenset({"text"}),
        )
    )
    yield
    kinds.unregister(SHELF)


def test_a_document_that_the_index_lost_is_found_and_mended() -> None:
    key = same("暗証番号", "番号").pk
    index(SHELF, key + 1, {"text": "誰も持っていない文書"})
    assert [said.partition("（")[0] for said in differences_in_index()] == [
        f"検索 {SHELF}: 1 件が索引にありません",
        f"検索 {SHELF}: 1 件が索引に残っています",
    ]
    assert index_anew(SHELF) == 1
    assert list(differences_in_index()) == []
    assert [hit.key for hit in ranked(SHELF, "暗証番号")] == [key]
    assert SearchDocument.objects.count() == 1
