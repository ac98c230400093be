"""A list that is narrowed: both ways of reading it find what a slow reading of every document finds."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.core.models import SearchDocument, Synonym
from madoguchi.core.search import kinds, narrowing, postings
from madoguchi.core.search.actions import index_many
from madoguchi.core.search.analysis import normalised, words_of
from madoguchi.core.search.asking import meanings_of
from madoguchi.core.search.kinds import Kind
from madoguchi.core.search.narrowing import having_all, narrowed
from madoguchi.core.search.synonyms import compared

pytestmark = [pytest.mark.django_db, pytest.mark.req("HIS-05")]

COVERED = "covered"
SAYINGS = ("暗証番号", "忘れた", "カード", "受け取り", "代理", "手数料", "有効期限", "顔写真の撮影", "パスワード")


@pytest.fixture(autouse=True)
def partly_covered() -> Any:
    """What stands between brackets not everybody may read."""
    kinds.register(
        Kind(
            COVERED,
            weights={"content": 1},
            documents=SearchDocument.objects.none,
            fields_of=lambda _: {},
            is_ranked=False,
            open_part=lambda _, text: re.sub("［.*?］", " ", text),
        )
    )
    yield
    kinds.unregister(COVERED)


def said_in(text: str) -> set[str]:
    return {form for word in words_of(normalised(text)) for form in (word.form, *word.parts)}


def slowly(texts: Sequence[str], phrase: str) -> list[int]:
    """Every document is read; the newest first."""
    meanings = meanings_of(phrase)
    found = [
        place
        for place, text in enumerate(texts)
        if meanings and all(any(said_in(text) >= set(way) for way in one.ways) for one in meanings)
    ]
    return found[::-1]


def written(texts: Sequence[str]) -> list[int]:
    """Documents of the tests are synonyms that mean nothing: a table with a key. Their order is that of their keys."""
    made = Synonym.objects.bulk_create(
        Synonym(variant=f"甲{place}", canonical="乙", variant_key=f"甲{place}", canonical_key="乙")
        for place in range(len(texts))
    )
    keys = [one.pk for one in made]
    index_many(COVERED, {key: {"content": text} for key, text in zip(keys, texts, strict=True)})
    return keys


TEXTS = st.lists(st.lists(st.sampled_from(SAYINGS), max_size=4).map("、".join), min_size=1, max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=TEXTS,
    asked=st.lists(st.sampled_from([*SAYINGS, "について", "ログイン"]), max_size=3).map(" ".join),
    short=st.sampled_from([0, 2, 4_000]),
    sample=st.sampled_from([1, 3, 500]),
    unlucky=st.sampled_from([0, 8, 10_000]),
)
def test_both_ways_find_what_reading_every_document_finds(
    texts: list[str], asked: str, short: int, sample: int, unlucky: int
) -> None:
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(narrowing, "SHORT", short)
        patch.setattr(narrowing, "SAMPLE", sample)
        patch.setattr(narrowing, "UNLUCKY", unlucky)
        patch.setattr(postings, "_remembered", {})
        same("パスワード", "暗証番号")
        same("代わりの人", "代理")
        keys = written(texts)
        wanted = [keys[place] for place in slowly(texts, asked)]
        documents = Synonym.objects.filter(pk__in=keys).order_by("-pk")
        assert [one.pk for one in narrowed(documents, COVERED, asked)] == wanted
        assert [one.pk for one in narrowed(documents, COVERED, asked)[1:3]] == wanted[1:3]
        assert set(having_all(COVERED, asked)) == set(wanted)
        half = documents.filter(pk__in=keys[::2])
        assert [one.pk for one in narrowed(half, COVERED, asked)] == [key for key in wanted if key in keys[::2]]
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(st.tuples(st.sampled_from(SAYINGS), st.sampled_from(SAYINGS)), min_size=1, max_size=8),
    asked=st.lists(st.sampled_from(SAYINGS), min_size=1, max_size=2).map(" ".join),
    short=st.sampled_from([0, 4_000]),
)
@pytest.mark.req("SEC-06", "PDR-09")
def test_what_is_covered_finds_a_document_only_for_those_who_may_read_it(
    parts: list[tuple[str, str]], asked: str, short: int
) -> None:
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(narrowing, "SHORT", short)
        patch.setattr(postings, "_remembered", {})
        keys = written([f"{seen}［{hidden}］" for seen, hidden in parts])
        documents = Synonym.objects.filter(pk__in=keys).order_by("-pk")
        for whole, texts in ((False, [seen for seen, _ in parts]), (True, ["、".join(part) for part in parts])):
            found = [one.pk for one in narrowed(documents, COVERED, asked, whole=whole)]
            assert found == [keys[place] for place in slowly(texts, asked)]
        transaction.set_rollback(True)


def test_a_common_word_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrowing, "SHORT", 20)
    keys = written(["カードの受け取り"] * 200)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    page = narrowed(Synonym.objects.order_by("-pk"), COVERED, "カード 受け取り")[:5]
    with CaptureQueriesContext(connection) as queries:
        assert [one.pk for one in page] == keys[::-1][:5]
    assert len(queries) == 1
    plan = page.explain()
    assert "SORT" not in plan.upper().replace("SORT KEY", "SORT")
    assert "TEMP B-TREE" not in plan


def same(variant: str, canonical: str) -> None:
    Synonym.objects.create(
        variant=variant, canonical=canonical, variant_key=compared(variant), canonical_key=compared(canonical)
    )
