"""FAQ-01: synonyms are registered by people, refuse to run in circles, and hold at once."""

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.core.search.models import Synonym
from madoguchi.core.search.queries import ranked
from madoguchi.knowledge.articles.searchable import KIND
from madoguchi.knowledge.words.actions import (
    FileRefused,
    add_starter_synonyms,
    remove_group,
    replace_all,
    save_group,
    starter_pairs,
)
from madoguchi.knowledge.words.queries import groups, synonyms_visible_to
from madoguchi.knowledge.words.rules import SynonymRefused, split_variants
from tests.knowledge.shelf import WRITER, content, published
from tests.worlds import OPERATOR, actor

pytestmark = [pytest.mark.django_db, pytest.mark.req("FAQ-01")]


def said() -> dict[str, list[str]]:
    return {group.canonical: sorted(group.variants) for group in groups(synonyms_visible_to(WRITER))}


def test_a_synonym_finds_from_the_moment_it_is_saved_and_no_longer_when_it_is_removed() -> None:
    article = published(content("暗証番号を忘れました")).article
    assert ranked(KIND, "ひみつの数") == []
    save_group("暗証番号", ["ひみつの数"], by=WRITER)
    assert [hit.key for hit in ranked(KIND, "ひみつの数")] == [article.pk]
    remove_group("暗証番号", by=WRITER)
    assert ranked(KIND, "ひみつの数") == []


def test_a_group_is_saved_as_a_whole_under_another_word_too() -> None:
    save_group("暗証番号", ["パスワード", "ＰＩＮ"], by=WRITER)
    save_group("パスワード類", ["PIN", "あんしょう"], was="暗証番号", by=WRITER)
    assert said() == {"パスワード類": ["PIN", "あんしょう"]}


@pytest.mark.parametrize(
    ("word", "sayings", "message"),
    [
        ("暗証番号", ["暗証番号"], "代表の言葉と同じ"),
        ("合言葉", ["暗証番号"], "循環"),
        ("別の言葉", ["合言葉"], "すでに「暗証番号」の言い方"),
        ("", ["何か"], "両方"),
        ("長", ["あ" * 61], "60文字まで"),
    ],
)
def test_a_circle_and_other_mistakes_are_refused_in_plain_words(
    word: str, sayings: list[str], message: str
) -> None:
    save_group("暗証番号", ["合言葉"], by=WRITER)
    with pytest.raises(SynonymRefused, match=message):
        save_group(word, sayings, by=WRITER)
    assert said() == {"暗証番号": ["合言葉"]}


def test_a_longer_circle_is_refused_too() -> None:
    save_group("甲", ["乙"], by=WRITER)
    save_group("乙", ["丙"], by=WRITER)
    with pytest.raises(SynonymRefused, match="循環"):
        save_group("丙", ["甲"], by=WRITER)


def test_a_file_replaces_everything_or_nothing() -> None:
    save_group("暗証番号", ["合言葉"], by=WRITER)
    with pytest.raises(FileRefused) as refused:
        replace_all([(2, "乙", "甲"), (3, "甲", "乙"), (4, "", "丙")], by=WRITER)
    assert [fault[:4] for fault in refused.value.faults] == ["3行目：", "4行目："]
    assert said() == {"暗証番号": ["合言葉"]}
    assert replace_all([(2, "手数料", "お金"), (3, "暗証番号", "合言葉")], by=WRITER) == 2
    assert said() == {"手数料": ["お金"], "暗証番号": ["合言葉"]}


def test_who_may_not_edit_changes_nothing() -> None:
    with pytest.raises(MissingRight):
        save_group("暗証番号", ["合言葉"], by=OPERATOR)
    assert not synonyms_visible_to(actor(Role.OPERATOR)).exists()


def test_what_an_installation_begins_with_is_rich_free_of_circles_and_laid_once() -> None:
    assert add_starter_synonyms() == len(starter_pairs()) >= 200
    lines = [(line, canonical, variant) for line, (canonical, variant) in enumerate(starter_pairs(), start=2)]
    assert replace_all(lines, by=WRITER) == len(lines)
    Synonym.objects.all().delete()
    assert add_starter_synonyms() == 0


def test_each_change_is_in_the_history() -> None:
    save_group("暗証番号", ["合言葉"], by=WRITER)
    event = Event.objects.get(kind="synonyms.changed")
    assert "合言葉" in event.body


def test_sayings_are_typed_in_lines_or_with_commas() -> None:
    assert split_variants("PIN、ピン\r\n パスワード ,PIN") == ["PIN", "ピン", "パスワード"]
