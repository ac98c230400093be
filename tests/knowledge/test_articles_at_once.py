"""Several people at one article in the same moment: real parallel connections."""

import pytest

from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import Refusal
from madoguchi.knowledge.articles.actions import approve, hand_in, publish, revise, send_back
from madoguchi.knowledge.articles.rules import RevisionState
from madoguchi.knowledge.models import Article, Category, Revision
from madoguchi.knowledge.refusals import EditedMeanwhile, StepNotPossible
from tests.at_once import all_at_once
from tests.knowledge.shelf import WRITER, content, draft, published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT_ONCE = 6


@pytest.mark.req("FAQ-11")
def test_of_several_who_save_at_once_one_is_first_and_all_others_are_told() -> None:
    article = published().article
    results = all_at_once(
        [
            lambda number=number: revise(article, content(f"質問{number}"), based_on=1, by=WRITER)  # type: ignore[misc]
            for number in range(AT_ONCE)
        ]
    )
    saved = [result for result in results if isinstance(result, Revision)]
    assert len(saved) == 1
    assert sum(isinstance(result, EditedMeanwhile) for result in results) == AT_ONCE - 1
    assert article.revisions.get(number=2).question == saved[0].question


def test_a_revision_is_published_once_however_many_press() -> None:
    revision = approve(hand_in(draft(by=SYSTEM), by=SYSTEM), by=SYSTEM)
    results = all_at_once([lambda: publish(revision, by=SYSTEM)] * AT_ONCE)
    assert sum(isinstance(result, StepNotPossible) for result in results) == AT_ONCE - 1
    assert Article.objects.get().current == revision


@pytest.mark.req("FAQ-09")
def test_a_revision_that_is_approved_and_sent_back_in_the_same_moment_is_not_approved_afterwards() -> None:
    """What was approved may still be sent back, so either order may come; but a text sent back stays a draft."""
    revision = hand_in(draft(by=SYSTEM), by=SYSTEM)
    results = all_at_once(
        [
            lambda: approve(revision, by=SYSTEM),
            lambda: send_back(revision, remark="直してください", by=SYSTEM),
        ]
        * 3
    )
    done = sum(not isinstance(result, Refusal) for result in results)
    told = Event.objects.filter(kind__in=["article.approved", "article.sent_back"]).order_by("pk")
    kinds = list(told.values_list("kind", flat=True))
    assert kinds in (["article.sent_back"], ["article.approved", "article.sent_back"])
    assert done == len(kinds)
    revision.refresh_from_db()
    assert (revision.state, revision.approved_by) == (RevisionState.DRAFT, "")


def test_numbers_given_at_once_are_all_different() -> None:
    category = Category.objects.create(name="受取")
    results = all_at_once([lambda: draft(category=category)] * AT_ONCE)
    assert sorted(one.article.number for one in results) == [
        f"FAQ-{number:04d}" for number in range(1, AT_ONCE + 1)
    ]
