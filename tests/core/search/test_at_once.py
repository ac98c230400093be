"""Several people write and search at the same time, on real connections."""

from collections.abc import Callable

import pytest
from django.db import transaction

from madoguchi.core.models import SearchDocument, SearchPosting, Synonym
from madoguchi.core.search.actions import index
from madoguchi.core.search.queries import ranked
from tests.at_once import all_at_once
from tests.core.search.conftest import KIND, shelve
from tests.core.search.test_search import LEAFLETS, same

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.req("FAQ-01")]


def test_of_two_writers_of_one_document_one_has_the_last_word_and_no_word_of_the_other_stays() -> None:
    def write(text: str) -> Callable[[], None]:
        def work() -> None:
            for _ in range(10):
                with transaction.atomic():
                    index(KIND, 1, {"question": text})

        return work

    all_at_once([write("暗証番号を忘れました"), write("写真を撮り直したい"), write("手数料の支払い")])
    found = [phrase for phrase in ("暗証番号 忘れた", "写真 撮り直す", "手数料 支払い") if ranked(KIND, phrase)]
    assert len(found) == 1
    (document,) = SearchDocument.objects.all()
    assert SearchPosting.objects.filter(key=1).count() == len(bytes(document.terms)) // 8


def test_a_synonym_that_changes_while_people_search_breaks_no_search_and_holds_afterwards() -> None:
    shelve(LEAFLETS)
    same("合言葉", "手数料")

    def search() -> None:
        for _ in range(30):
            hits = ranked(KIND, "合言葉")
            assert [hit.key for hit in hits] in ([5], [1], [])

    def change() -> None:
        for turn in range(10):
            Synonym.objects.all().delete()
            same("合言葉", "暗証番号" if turn % 2 else "手数料")

    all_at_once([search, search, change])
    assert [hit.key for hit in ranked(KIND, "合言葉")] == [1]
