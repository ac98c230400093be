"""A kind of document of the tests' own: whatever the dictionary `library` holds."""

from collections.abc import Iterator, Mapping

import pytest

from madoguchi.core.models import SearchDocument
from madoguchi.core.search import actions, kinds
from madoguchi.core.search.kinds import Kind

KIND = "leaflet"
RECORD = "note"


@pytest.fixture(autouse=True)
def kinds_of_the_tests() -> Iterator[None]:
    asked = Kind(
        KIND,
        weights={"question": 3, "phrasings": 3, "answer": 1},
        documents=SearchDocument.objects.none,
        fields_of=lambda _: {},
        ways_to_ask=frozenset({"question", "phrasings"}),
    )
    noted = Kind(
        RECORD,
        weights={"content": 1},
        documents=SearchDocument.objects.none,
        fields_of=lambda _: {},
        is_ranked=False,
    )
    for kind in (asked, noted):
        kinds.register(kind)
    yield
    for kind in (asked, noted):
        kinds.unregister(kind.name)


def shelve(leaflets: Mapping[int, str]) -> None:
    actions.index_many(KIND, {key: {"question": question} for key, question in leaflets.items()})
