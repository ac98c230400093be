"""What is found, what comes first, what is forgotten."""

import pytest
from django.db import transaction

from madoguchi.core.models import SearchDocument, SearchPosting, Synonym
from madoguchi.core.search.actions import forget, index
from madoguchi.core.search.asking import asked_text
from madoguchi.core.search.narrowing import having_all
from madoguchi.core.search.queries import highlighted, ranked, suggestions
from madoguchi.core.search.synonyms import compared
from tests.core.search.conftest import KIND, RECORD, shelve

pytestmark = [pytest.mark.django_db, pytest.mark.req("FAQ-01")]

LEAFLETS = {
    1: "暗証番号を忘れました",
    2: "カードを紛失しました",
    3: "カードの受け取りに必要なもの",
    4: "電子証明書の有効期限",
    5: "手数料の支払い方法",
}


def same(variant: str, canonical: str) -> Synonym:
    return Synonym.objects.create(
        variant=variant,
        canonical=canonical,
        variant_key=compared(variant),
        canonical_key=compared(canonical),
    )


def first(phrase: str) -> int | None:
    hits = ranked(KIND, phrase)
    return hits[0].key if hits else None


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("暗証番号忘れちゃった", 1),
        ("カードを受取るには何が必要", 3),
        ("証明書はいつまで有効", 4),
        ("しょうめいしょのゆうこうきげん", 4),
    ],
)
def test_the_nearest_comes_first(asked: str, key: int) -> None:
    shelve(LEAFLETS)
    assert first(asked) == key


def test_a_synonym_holds_from_the_moment_it_is_there_until_it_is_gone() -> None:
    shelve(LEAFLETS)
    assert first("ピンコード") is None
    added = same("ピンコード", "暗証番号")
    assert first("ピンコードが分からない") == 1
    added.delete()
    assert first("ピンコード") is None


def test_synonyms_are_read_in_both_directions_and_along_a_chain() -> None:
    shelve({1: "お金はかかりますか", 2: "別の話"})
    same("お金", "料金")
    same("料金", "手数料")
    assert first("手数料は") == 1


def test_a_short_variant_is_not_found_inside_another_word() -> None:
    same("ピン", "暗証番号")
    shelve(LEAFLETS)
    assert first("ピンク") is None


def test_what_is_indexed_anew_is_found_by_its_new_words_only() -> None:
    shelve(LEAFLETS)
    index(KIND, 1, {"question": "写真を撮り直したい"})
    assert first("写真の撮り直し") == 1
    assert first("暗証番号") is None


def test_what_is_forgotten_leaves_no_word_behind() -> None:
    shelve(LEAFLETS)
    for key in LEAFLETS:
        forget(KIND, key)
    assert not SearchPosting.objects.exists()
    assert not SearchDocument.objects.exists()


def test_nothing_is_found_of_what_was_taken_back() -> None:
    with transaction.atomic():
        shelve(LEAFLETS)
        transaction.set_rollback(True)
    assert first("暗証番号") is None


def test_only_among_those_who_may_be_seen() -> None:
    one, other = same("甲", "乙").pk, same("丙", "丁").pk
    shelve({one: "暗証番号", other: "暗証番号を忘れた"})
    only = Synonym.objects.filter(pk=other)
    assert [hit.key for hit in ranked(KIND, "暗証番号", among=only)] == [other]
    assert ranked(KIND, "暗証番号", among=only.none()) == []


def test_kinds_do_not_find_each_other() -> None:
    index(RECORD, 1, {"content": "暗証番号"})
    assert first("暗証番号") is None


@pytest.mark.req("HIS-06")
def test_a_record_has_all_words_in_whichever_words() -> None:
    index(RECORD, 1, {"content": "孫の代わりにカードを受け取りたいとのこと"})
    index(RECORD, 2, {"content": "カードの更新について"})
    same("代理", "代わりに")

    def having(phrase: str) -> set[int]:
        return set(having_all(RECORD, phrase))

    assert having("カード") == {1, 2}
    assert having("カード 受取り") == {1}
    assert having("カード 代理") == {1}
    assert having("カード 代理 更新") == set()
    assert having("について") == set()


def test_what_was_found_is_marked_and_stays_plain_text() -> None:
    text = "<b>暗証番号</b>を忘れたときは"
    pieces = highlighted(text, "暗証番号 忘れた")
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, is_found in pieces if is_found] == ["暗証番号", "忘れ"]


def test_words_are_suggested_before_they_are_converted_to_kanji() -> None:
    shelve(LEAFLETS)
    assert suggestions(KIND, "あんしょう") == ["暗証番号"]
    assert suggestions(KIND, "カード ふん") == ["カード 紛失"]
    assert suggestions(KIND, "") == []


def test_rare_words_among_many_documents_weigh_more_than_a_small_number_holds() -> None:
    shelve({key: f"手続き {key}番" for key in range(10, 400)} | LEAFLETS)
    for _ in range(7):  # a database may read the question otherwise once it has been asked often
        assert first("暗証番号の手続き") == 1


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("暗証番号を忘れてもた", 1),
        ("暗証番号が思い出せへん", 1),
        ("いつまで有効なのかわからんのやけど", 4),
    ],
)
def test_a_dialect_is_understood(asked: str, key: int) -> None:
    shelve({**LEAFLETS, 1: "暗証番号を忘れてしまった、思い出せない", 4: "電子証明書がいつまで有効かわからない"})
    assert first(asked) == key


def test_only_what_is_asked_is_read_as_dialect_and_no_other_word_is() -> None:
    for said in ("お母さんの印鑑", "なんでいるんですか", "今度の保険", "取れません", "一番の近道"):
        assert asked_text(said) == said
    assert asked_text("わからんくなった") == "わからなくなった"
    assert asked_text("行かれへん") == "行かれない"


def test_of_two_answers_with_the_same_words_the_one_that_is_spelt_alike_comes_first() -> None:
    shelve({1: "カードの受け取りの期限", 2: "カードを受け取るのに期限はあるの"})
    assert first("カードを受け取るのに期限はあるのか") == 2
    assert first("カードの受け取りの期限は") == 1


def test_a_long_story_is_found_by_what_it_is_about() -> None:
    shelve({1: "代わりの人がカードを受け取れますか", 2: "手数料の支払い方法"})
    story = (
        "あのですね、父が去年から東京の施設で暮らしていまして、私は長女で姉は北海道なんですが、先週手紙が届いて、"
        "隣の奥さんに相談したら、代わりの人でもカードを受け取れると聞いたものですから"
    )
    assert first(story) == 1
