"""FAQ-01, FAQ-08, FAQ-10: what is found, what is kept of a search, what a choice teaches."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.config.clockwork import JOBS
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN, Actor
from madoguchi.knowledge.articles.queries import public_articles, published_articles
from madoguchi.knowledge.articles.rules import Audience
from madoguchi.knowledge.finding import queries
from madoguchi.knowledge.finding.actions import note_choice, note_search
from madoguchi.knowledge.finding.jobs import KEPT, forget_old_searches
from madoguchi.knowledge.finding.queries import Conditions, find, near_ones, unanswered_since, words_suggested
from madoguchi.knowledge.finding.rules import Place, is_learned, kept_phrase
from madoguchi.knowledge.models import Article, Category, LearnedPhrase, Search
from madoguchi.municipality.actions import change_settings
from madoguchi.web.contacts.faq import note_search_asked
from tests.knowledge.shelf import content, draft, published
from tests.worlds import ADMIN, OPERATOR, actor, applied

pytestmark = pytest.mark.django_db


def numbers(phrase: str, **conditions: Any) -> list[str]:
    return [one.article.number for one in find(phrase, published_articles(), conditions=Conditions(**conditions))]


def ask_and_choose(phrase: str, article: Article, who: Actor) -> None:
    search = note_search(phrase, found=0, place=Place.STAFF, by=who)
    assert search is not None
    note_choice(search.pk, article)


def person(name: str) -> Actor:
    return actor(Role.OPERATOR, name)


@pytest.mark.req("FAQ-01")
def test_filters_combine_with_the_words() -> None:
    other = Category.objects.create(name="紛失")
    one = published(content("カードの受取に必要なもの", audience=Audience.PUBLIC)).article
    two = published(content("カードの受取の期限", to_confirm=True)).article
    three = published(content("受取のはがきをなくした"), category=other).article
    draft(content("受取の下書き"))
    assert set(numbers("受け取り")) == {one.number, two.number, three.number}
    assert numbers("受け取り", category=other.pk) == [three.number]
    assert numbers("受け取り", audience="public") == [one.number]
    assert numbers("受け取り", state="confirm") == [two.number]
    assert numbers("受け取り", language="en") == []
    assert [found.article for found in find("受け取り", public_articles())] == [one]


@pytest.mark.req("FAQ-01")
def test_what_was_asked_for_is_marked_in_question_and_answer_and_nothing_is_markup() -> None:
    published(content("<b>暗証番号</b>を忘れました", short_answer="窓口で暗証番号を決め直せます。"))
    (found,) = find("暗証番号", published_articles())
    assert [piece for piece, is_found in found.question if is_found] == ["暗証番号"]
    assert [piece for piece, is_found in found.answer if is_found] == ["暗証番号"]
    assert "".join(piece for piece, _ in found.question) == "<b>暗証番号</b>を忘れました"


@pytest.mark.req("FAQ-08")
def test_what_is_kept_of_a_search_tells_nobody_who_asked_about_whom() -> None:
    applied("nishitokyo")
    for typed in ("090-1234-5678の人の予約", "１２３４５６７８の予約"):
        assert not any(sign.isdigit() for sign in kept_phrase(typed))
    assert kept_phrase("123456789018") == "［個人番号］"
    assert kept_phrase("暗証番号は4桁ですか") == "暗証番号は4桁ですか"
    note_search("暗証番号", found=1, place=Place.STAFF, by=person("yamada"))
    kept = Search.objects.get()
    assert "yamada" not in kept.seeker
    assert note_search("  ", found=0, place=Place.STAFF, by=person("yamada")) is None


@pytest.mark.req("FAQ-08")
@pytest.mark.preset_key("faq.search_log")
def test_no_record_of_searches_where_the_city_wants_none() -> None:
    applied("nishitokyo")
    change_settings({"faq.search_log": False}, by=ADMIN)
    assert note_search("暗証番号", found=1, place=Place.STAFF, by=person("a")) is None
    assert not Search.objects.exists()


@pytest.mark.req("FAQ-10")
def test_questions_without_an_answer_are_listed_the_most_asked_first() -> None:
    applied("nishitokyo")
    for phrase in ("犬の登録", "登録 犬の", "水道"):
        note_search(phrase, found=0, place=Place.PUBLIC, by=CITIZEN)
    note_search("暗証番号", found=3, place=Place.STAFF, by=person("a"))
    since = clock.now() - timedelta(days=1)
    assert [(one.times, one.words) for one in unanswered_since(since)] == [(2, "犬 登録"), (1, "水道")]


@pytest.mark.req("FAQ-08")
def test_what_several_people_chose_for_the_same_words_is_found_by_them() -> None:
    applied("nishitokyo")
    article = published(content("暗証番号を忘れました")).article
    for _ in range(5):
        ask_and_choose("ひみつの合図", article, person("a"))
    assert numbers("ひみつの合図") == []
    ask_and_choose("合図は ひみつ", article, person("b"))
    assert numbers("ひみつの合図") == [article.number]
    assert LearnedPhrase.objects.count() == 1


@pytest.mark.req("FAQ-08")
def test_what_people_disagree_about_teaches_nothing() -> None:
    assert is_learned({1: ["a", "b"]}, 1)
    assert not is_learned({1: ["a", "a", "a"]}, 1)
    assert not is_learned({1: ["a", "b"], 2: ["c", "d", "e", "f"]}, 1)
    assert not is_learned({1: ["a", "b"]}, 2)


def test_words_are_suggested_while_somebody_types() -> None:
    published(content("暗証番号を忘れました"))
    assert words_suggested("あんし", published_articles()) == ["暗証番号"]


@pytest.mark.req("FAQ-08", "PDR-09")
def test_searches_are_forgotten_after_a_year_and_a_month_and_the_clock_knows_it() -> None:
    applied("nishitokyo")
    with time_machine.travel(clock.now() - KEPT - timedelta(minutes=1), tick=False):
        note_search("古い質問", found=0, place=Place.STAFF, by=person("a"))
    note_search("新しい質問", found=0, place=Place.STAFF, by=person("b"))
    (job,) = (job for job in JOBS if job.task == "madoguchi.knowledge.finding.jobs.forget_old_searches")
    assert job.task.endswith(forget_old_searches.name.rpartition(".")[2])
    assert forget_old_searches.call() == 1
    assert [search.phrase for search in Search.objects.all()] == ["新しい質問"]


@pytest.mark.req("FAQ-10")
def test_an_answer_that_is_hardly_near_is_shown_and_counts_as_none_wherever_somebody_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    applied("nishitokyo")
    monkeypatch.setattr(queries, "NEAR", 0.99)
    asked = "暗証番号の通知"
    published(content("暗証番号を忘れました", audience=Audience.PUBLIC))
    assert (weak := find(asked, published_articles()))
    assert near_ones(weak) == 0
    note_search_asked(OPERATOR, asked)
    assert Client().get("/faq/", {"q": asked}).status_code == 200
    assert {(search.place, search.found) for search in Search.objects.all()} == {("contact", 0), ("public", 0)}
