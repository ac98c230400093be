"""The FAQ that an installation begins with."""

from argparse import Namespace
from collections import Counter
from dataclasses import replace

import pytest

from madoguchi.config.commands import preset
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import NotAllowed
from madoguchi.core.search.queries import ranked
from madoguchi.core.text.my_number import refuse_my_number
from madoguchi.knowledge.articles.actions import erase_article, retire, revise
from madoguchi.knowledge.articles.queries import public_articles, published_articles, related_to
from madoguchi.knowledge.articles.rules import Audience, RevisionState
from madoguchi.knowledge.models import Article, Category
from madoguchi.knowledge.starter import actions
from madoguchi.knowledge.starter.actions import confirm_article, confirm_articles, lay_starter_articles
from madoguchi.knowledge.starter.queries import articles_to_confirm
from madoguchi.knowledge.starter.refusals import NothingToConfirm
from madoguchi.knowledge.starter.texts import starter_categories
from tests.knowledge.shelf import WRITER, bring_out, content, draft
from tests.worlds import ADMIN, applied

STARTERS = [one for category in starter_categories() for one in category.articles]


@pytest.fixture
def one_category(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough to show how the city confirms."""
    first = starter_categories()[0]
    alone = tuple(replace(one, related=()) for one in first.articles)
    monkeypatch.setattr(actions, "starter_categories", lambda: (replace(first, articles=alone),))


def test_every_starter_article_can_be_read_out_says_where_it_is_from_and_leads_on() -> None:
    keys = Counter(one.key for one in STARTERS)
    assert len(STARTERS) >= 130
    assert keys.most_common(1)[0][1] == 1
    for one in STARTERS:
        assert len(one.spoken) <= 100, one.key
        assert min(one.answer, one.source), one.key
        assert 5 <= len(one.phrasings) <= 15, one.key
        assert set() < set(one.related) <= keys.keys() - {one.key}, one.key
        for text in (one.question, *one.phrasings, one.spoken, one.answer, one.source):
            refuse_my_number(text)


def test_no_two_starter_articles_claim_the_same_words() -> None:
    said = Counter(line for one in STARTERS for line in (one.question, *one.phrasings))
    assert [line for line, times in said.items() if times > 1] == []


@pytest.mark.django_db
@pytest.mark.req("FAQ-03")
def test_the_first_time_lays_every_article_internal_and_to_be_confirmed_and_a_second_time_lays_nothing() -> None:
    applied("hatsukaichi")
    assert lay_starter_articles() == len(STARTERS)
    assert published_articles().count() == len(STARTERS)
    assert not public_articles().exists()
    assert {article.current.to_confirm for article in published_articles() if article.current} == {True}
    lost = Article.objects.get(current__question="カードをなくしました。まず何をすればよいですか")
    assert lost.current is not None
    assert [one.number for one in related_to(lost.current, published_articles())]
    assert Event.objects.filter(kind="article.laid", about_key=lost.number, actor_kind="system").exists()
    pickup = published_articles().get(current__question__contains="受取りには、何を持って行けば")
    assert pickup.current is not None
    assert pickup.current.belonging_codes == ("pickup",)
    assert pickup.pk in [
        hit.key for hit in ranked("article", "はがきが来たので取りに行きたい", among=None, limit=3)
    ]
    assert lay_starter_articles() == 0


@pytest.mark.django_db
def test_where_somebody_has_written_or_erased_an_article_nothing_is_laid() -> None:
    revision = bring_out(draft(content("市が先に書いたFAQ")))
    assert lay_starter_articles() == 0
    erase_article(retire(revision, reason="試し", by=SYSTEM).article, reason="試し", by=ADMIN)
    assert lay_starter_articles() == 0
    assert not Article.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("one_category")
@pytest.mark.req("FAQ-03", "FAQ-05")
def test_the_city_confirms_and_only_then_citizens_may_read_it() -> None:
    lay_starter_articles()
    first, second, *_ = articles_to_confirm(ADMIN)
    with pytest.raises(NotAllowed):  # the contractor wrote it; the city says that it is so
        confirm_article(first, audience=Audience.PUBLIC, by=WRITER)
    done = confirm_articles([first, second], audience=Audience.PUBLIC, by=ADMIN)
    assert [revision.state for revision in done] == [RevisionState.PUBLISHED] * 2
    assert done[0].number == 2
    assert not done[0].to_confirm
    assert done[0].approved_by == ADMIN.key
    assert set(public_articles()) == {first, second}
    assert first not in articles_to_confirm(ADMIN)
    with pytest.raises(NothingToConfirm):
        confirm_articles([Article.objects.get(number="FAQ-0009"), first], audience=Audience.PUBLIC, by=ADMIN)
    assert public_articles().count() == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("one_category")
def test_what_somebody_is_writing_at_is_not_confirmed_over_their_head() -> None:
    lay_starter_articles()
    article = articles_to_confirm(ADMIN)[0]
    assert article.current is not None
    revise(article, content("書きかけ"), based_on=1, by=WRITER)
    assert article not in articles_to_confirm(ADMIN)
    with pytest.raises(NothingToConfirm):
        confirm_article(article, audience=Audience.PUBLIC, by=ADMIN)
    assert Category.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.req("FAQ-03")
def test_the_command_that_applies_a_preset_lays_them_the_first_time(capsys: pytest.CaptureFixture[str]) -> None:
    apply = Namespace(action="apply", name="kawagoe")
    assert preset.run(apply) == 0
    assert f"初期登録のFAQを {len(STARTERS)} 件入れました" in capsys.readouterr().out
    assert preset.run(apply) == 0
    assert "初期登録" not in capsys.readouterr().out
