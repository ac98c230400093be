"""An article from its draft to its end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from madoguchi.accounts.rights import Role
from madoguchi.core.actors import SYSTEM, Actor
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.core.search.queries import ranked
from madoguchi.core.text.my_number import MyNumberRefused
from madoguchi.knowledge.articles.actions import (
    approve,
    erase_article,
    hand_in,
    publish,
    retire,
    revise,
    send_back,
    write_draft,
)
from madoguchi.knowledge.articles.queries import (
    articles_visible_to,
    drafts_sent_back,
    moves_open_to,
    overdue_reviews,
    public_articles,
    published_articles,
    related_to,
    waiting_for_approval,
)
from madoguchi.knowledge.articles.rules import Audience, Move, RevisionState, Translated
from madoguchi.knowledge.models import Article, ArticleUse, Category, CategoryRight
from madoguchi.knowledge.refusals import (
    EditedMeanwhile,
    NoAnswerYet,
    NothingChanged,
    NotInThisCategory,
    NumberTaken,
    ReasonNeeded,
    StepNotPossible,
    StillPublished,
    StillUsed,
    UnknownNumbers,
)
from tests.knowledge.shelf import APPROVER, WRITER, bring_out, content, draft, published
from tests.services.signed_in import staff_of
from tests.worlds import ADMIN, CLERK, OPERATOR, PRESENT, TODAY, actor, applied

pytestmark = pytest.mark.django_db
AUDITOR = actor(Role.AUDITOR)


@pytest.mark.req("FAQ-03", "FAQ-05")
def test_a_draft_is_reviewed_by_the_department_approved_and_published_and_each_step_says_who() -> None:
    revision = draft(content(source="交付担当への聞き取り"), department="市民課")
    article = revision.article
    assert not published_articles().exists()
    publish(approve(hand_in(revision, by=WRITER), by=APPROVER), by=WRITER)
    article.refresh_from_db()
    assert article.current is not None
    assert (article.current.written_by, article.current.approved_by) == ("data_staff", "city_clerk")
    assert article.current.source == "交付担当への聞き取り"
    told = Event.objects.filter(about_kind="article", about_key=article.number).order_by("id")
    assert [(event.kind, event.actor_key) for event in told] == [
        ("article.made", "data_staff"),
        ("article.handed_in", "data_staff"),
        ("article.approved", "city_clerk"),
        ("article.published", "data_staff"),
    ]


@pytest.mark.req("FAQ-05", "FAQ-09", "SEC-06")
def test_who_may_take_which_step() -> None:
    revision = draft()
    for stranger in (OPERATOR, AUDITOR):
        with pytest.raises(MissingRight):
            write_draft(content(), category=revision.article.category, by=stranger)
        with pytest.raises(MissingRight):
            hand_in(revision, by=stranger)
    hand_in(revision, by=WRITER)
    with pytest.raises(MissingRight):
        approve(revision, by=WRITER)
    assert moves_open_to(WRITER, revision.article.revisions.get()) == []
    assert moves_open_to(APPROVER, revision.article.revisions.get()) == [Move.RETURN, Move.APPROVE]
    with pytest.raises(StepNotPossible):
        publish(revision, by=WRITER)
    approve(revision, by=APPROVER)
    with pytest.raises(StepNotPossible):
        approve(revision, by=APPROVER)


@pytest.mark.req("FAQ-09", "SEC-06")
def test_in_a_category_that_names_people_only_they_write_and_approve() -> None:
    category = Category.objects.create(name="暗証番号")
    CategoryRight.objects.create(category=category, staff=staff_of(Role.MANAGER), may="write")
    CategoryRight.objects.create(category=category, staff=staff_of(Role.CITY_ADMIN), may="approve")
    manager = staff_of(Role.MANAGER).actor
    with pytest.raises(NotInThisCategory):
        draft(category=category, by=WRITER)
    revision = hand_in(draft(category=category, by=manager), by=manager)
    with pytest.raises(NotInThisCategory):
        approve(revision, by=CLERK)
    assert not waiting_for_approval(CLERK)
    assert list(waiting_for_approval(staff_of(Role.CITY_ADMIN).actor)) == [revision]
    approve(revision, by=staff_of(Role.CITY_ADMIN).actor)
    elsewhere = published().article
    with pytest.raises(NotInThisCategory):
        revise(elsewhere, content("別"), based_on=1, category=category, by=WRITER)


def test_each_saving_is_a_revision_and_what_is_published_stays_until_the_next_is() -> None:
    article = published().article
    second = revise(article, content("書き直した質問"), based_on=1, by=WRITER, reason="言い回し")
    third = revise(article, content("もう一度書き直した質問"), based_on=2, by=WRITER)
    article.refresh_from_db()
    assert article.current is not None
    assert article.current.number == 1
    states = dict(article.revisions.values_list("number", "state"))
    assert states == {1: "published", 2: "replaced", 3: "draft"}
    assert article.revisions.get(number=2).question == "書き直した質問"
    assert second.reason == "言い回し"
    bring_out(third)
    states = dict(article.revisions.values_list("number", "state"))
    assert states == {1: "replaced", 2: "replaced", 3: "published"}


def test_who_saves_second_is_told_and_nothing_is_overwritten() -> None:
    article = published().article
    first = revise(article, content("先に保存した人の質問"), based_on=1, by=CLERK)
    with pytest.raises(EditedMeanwhile):
        revise(article, content("あとから保存する人の質問"), based_on=1, by=WRITER)
    assert list(article.revisions.values_list("number", flat=True)) == [2, 1]
    after = revise(article, content("二人の質問"), based_on=first.number, by=WRITER)
    assert after.number == 3


def test_the_database_too_keeps_one_open_and_one_published_revision() -> None:
    article = published().article
    revise(article, content("次"), based_on=1, by=WRITER)
    for state in (RevisionState.DRAFT, RevisionState.PUBLISHED):
        with pytest.raises(IntegrityError), transaction.atomic():
            article.revisions.create(
                number=9, state=state, question="x", audience="internal", written_at=PRESENT, written_by="x"
            )


def test_saving_without_a_change_makes_no_revision() -> None:
    revision = draft()
    with pytest.raises(NothingChanged):
        revise(revision.article, revision.content, based_on=1, by=WRITER)


def test_the_department_sends_back_with_a_reason_that_the_writer_finds() -> None:
    revision = hand_in(draft(), by=WRITER)
    with pytest.raises(ReasonNeeded):
        send_back(revision, remark=" ", by=APPROVER)
    send_back(revision, remark="手数料が古い", by=APPROVER)
    back = revision.article.revisions.get()
    assert (back.state, back.remark) == ("draft", "手数料が古い")
    assert list(drafts_sent_back(WRITER)) == [back]


def test_without_an_answer_nothing_is_handed_in() -> None:
    with pytest.raises(NoAnswerYet):
        hand_in(draft(content(short_answer="")), by=WRITER)


def test_only_the_city_ends_a_publication_and_the_number_is_never_used_again() -> None:
    revision = published()
    with pytest.raises(MissingRight):
        retire(revision, reason="制度終了", by=WRITER)
    with pytest.raises(StillPublished):
        erase_article(revision.article, reason="重複", by=ADMIN)
    retire(revision, reason="制度終了", by=APPROVER)
    assert not published_articles().exists()
    with pytest.raises(MissingRight):
        erase_article(revision.article, reason="重複", by=WRITER)
    erase_article(revision.article, reason="重複", by=ADMIN)
    assert draft().article.number == "FAQ-0002"
    assert Event.objects.filter(kind="article.erased", about_key="FAQ-0001").exists()


def test_what_somebody_was_answered_with_is_not_erased() -> None:
    revision = published()
    retire(revision, reason="見直し", by=APPROVER)
    use = ArticleUse.objects.create(article=revision.article, day=TODAY, read=5, used=1)
    with pytest.raises(StillUsed):
        erase_article(revision.article, reason="重複", by=ADMIN)
    ArticleUse.objects.filter(pk=use.pk).update(used=0)
    erase_article(revision.article, reason="重複", by=ADMIN)
    assert not Article.objects.exists()


def test_what_is_retired_can_be_written_anew() -> None:
    revision = published()
    retire(revision, reason="見直し", by=APPROVER)
    revise(revision.article, content("新しい質問"), based_on=1, by=WRITER)
    bring_out(revision.article.revisions.get(number=2))
    assert published_articles().get().current.question == "新しい質問"  # type: ignore[union-attr]


def test_a_number_from_elsewhere_is_kept_and_counted_on_from() -> None:
    assert draft(number="FAQ-0120", by=SYSTEM).article.number == "FAQ-0120"
    with pytest.raises(NumberTaken):
        draft(number="FAQ-0120", by=SYSTEM)
    assert draft().article.number == "FAQ-0121"


@pytest.mark.req("FAQ-01")
def test_the_search_knows_what_is_published_and_nothing_else() -> None:
    revision = draft(content("暗証番号を忘れました", phrasings=("パスワードがわからない",)))
    everything = Article.objects.all()
    assert not ranked("article", "暗証番号", among=everything, limit=3)
    bring_out(revision)
    for phrase in ("暗証番号", "パスワード"):
        assert [hit.key for hit in ranked("article", phrase, among=everything, limit=3)] == [revision.article_id]
    retire(revision, reason="廃止", by=APPROVER)
    assert not ranked("article", "暗証番号", among=everything, limit=3)


@pytest.mark.req("FAQ-08")
def test_related_articles_in_a_circle_are_each_shown_once() -> None:
    one, two = published(content("一つ目")).article, published(content("二つ目")).article
    for article, other in ((one, two), (two, one)):
        numbers = (other.number, article.number, other.number)
        bring_out(revise(article, content("変更", related=numbers), based_on=1, by=SYSTEM))
    one.refresh_from_db()
    assert one.current is not None
    assert related_to(one.current, articles_visible_to(OPERATOR)) == [two]
    assert related_to(one.current, public_articles()) == []


def test_belongings_and_related_must_exist() -> None:
    applied("hatsukaichi")
    with pytest.raises(UnknownNumbers):
        draft(content(related=("FAQ-9999",)))
    with pytest.raises(UnknownNumbers):
        draft(content(belongings=("nowhere",)))
    assert draft(content(belongings=("pickup",))).belonging_codes == ("pickup",)
    assert Article.objects.count() == 1


def test_internal_articles_are_never_among_the_public_ones() -> None:
    published(content("内部の手順"))
    shown = published(content("公開の質問", audience=Audience.PUBLIC)).article
    assert list(public_articles()) == [shown]


def test_translations_go_with_the_revision() -> None:
    said = content(
        translations={"en": Translated("What do I bring?", is_reviewed=True), "vi": Translated("Mang gì?")}
    )
    revision = published(said)
    assert revision.content == said
    with pytest.raises(UnknownNumbers):
        draft(content(translations={"xx": Translated("?")}))


@pytest.mark.req("PDR-08")
def test_no_my_number_gets_into_an_article() -> None:
    with pytest.raises(MyNumberRefused):
        draft(content(short_answer="番号は 1234 5678 9018 です"))


def test_a_review_is_overdue_from_its_day_on() -> None:
    article = published(content(review_on=TODAY)).article
    assert list(overdue_reviews(OPERATOR, today=TODAY)) == [article]
    assert not overdue_reviews(OPERATOR, today=TODAY - timedelta(days=1))


def test_who_may_not_see_articles_sees_none() -> None:
    published()
    assert not articles_visible_to(Actor(OPERATOR.kind, "nobody"))
