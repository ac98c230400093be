"""What departments ask of the FAQ, and the time until it is out."""

from datetime import timedelta

import pytest
import time_machine

from madoguchi.accounts.rights import Role
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight, NotAllowed
from madoguchi.knowledge.articles.actions import approve_and_publish, hand_in, retire, revise
from madoguchi.knowledge.models import Article, UpdateRequest
from madoguchi.knowledge.refusals import ReasonNeeded, RequestIsClosed
from madoguchi.knowledge.requests.actions import ask_for_update, decline, take_up, withdraw
from madoguchi.knowledge.requests.queries import open_requests_visible_to, requests_visible_to
from madoguchi.knowledge.requests.rules import Origin, RequestKind, RequestState, may_become, written_duration
from tests.knowledge.shelf import APPROVER, WRITER, bring_out, content, draft, published
from tests.worlds import CLERK, OPERATOR, actor

pytestmark = pytest.mark.django_db


def asked(article: Article | None = None, kind: RequestKind = RequestKind.CHANGE, **more: object) -> UpdateRequest:
    return ask_for_update(
        kind=kind,
        subject="手数料が変わる",
        wish="800円が1,000円になります",
        article=article,
        by=CLERK,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.req("FAQ-04")
def test_the_time_from_asking_to_publication_is_measured(present: time_machine.Traveller) -> None:
    article = published().article
    request = asked(article, department="市民課")
    present.shift(timedelta(seconds=20))
    take_up(request, by=WRITER)
    revision = revise(article, content("新しい手数料"), based_on=1, answers=request, by=WRITER)
    hand_in(revision, by=WRITER)
    request.refresh_from_db()
    assert (request.state, request.owner, request.answered_from) == ("taken", "data_staff", revision)
    present.shift(timedelta(seconds=20))
    approve_and_publish(revision, by=APPROVER)
    request.refresh_from_db()
    assert request.state == RequestState.PUBLISHED
    assert request.published_at is not None
    assert request.published_at - request.asked_at == timedelta(seconds=40)
    told = Event.objects.filter(about_kind="update_request").order_by("id").values_list("kind", flat=True)
    assert list(told) == [f"update_request.{word}" for word in ("asked", "taken", "begun", "published")]


@pytest.mark.req("FAQ-04")
def test_a_later_revision_answers_too_and_an_earlier_one_does_not() -> None:
    article = published().article
    other = revise(article, content("別の変更"), based_on=1, by=WRITER)
    request = asked(article)
    bring_out(other)
    request.refresh_from_db()
    assert request.is_open
    begun = revise(article, content("依頼の変更"), based_on=2, answers=request, by=WRITER)
    bring_out(revise(article, content("依頼の変更を直した"), based_on=begun.number, by=WRITER))
    request.refresh_from_db()
    assert request.state == RequestState.PUBLISHED


def test_a_new_article_is_asked_for_and_a_retirement() -> None:
    wanted = asked(kind=RequestKind.NEW)
    article = bring_out(draft(answers=wanted)).article
    wanted.refresh_from_db()
    assert (wanted.article, wanted.state) == (article, "published")
    to_end = asked(article, kind=RequestKind.RETIRE)
    revision = article.revisions.get()
    bring_out(revise(article, content("関係のない変更"), based_on=revision.number, by=WRITER))
    to_end.refresh_from_db()
    assert to_end.is_open
    retire(article.revisions.get(number=2), reason="制度の終了", by=APPROVER)
    to_end.refresh_from_db()
    assert to_end.state == RequestState.PUBLISHED


def test_who_waited_longest_comes_first(present: time_machine.Traveller) -> None:
    first = asked()
    present.shift(timedelta(hours=1))
    second = asked()
    assert list(open_requests_visible_to(WRITER)) == [first, second]
    decline(first, answer="すでにあります", by=WRITER)
    assert list(open_requests_visible_to(WRITER)) == [second]


@pytest.mark.req("SEC-06")
def test_who_may_ask_take_decline_and_withdraw() -> None:
    auditor = actor(Role.AUDITOR)
    with pytest.raises(MissingRight):
        ask_for_update(kind=RequestKind.NEW, subject="x", wish="x", by=auditor)
    request = asked()
    with pytest.raises(MissingRight):
        take_up(request, by=OPERATOR)
    with pytest.raises(MissingRight):
        decline(request, answer="x", by=OPERATOR)
    with pytest.raises(ReasonNeeded):
        decline(request, answer=" ", by=WRITER)
    with pytest.raises(NotAllowed):
        withdraw(request, by=OPERATOR)
    withdraw(request, by=CLERK)
    for late in (lambda: take_up(request, by=WRITER), lambda: decline(request, answer="x", by=WRITER)):
        with pytest.raises(RequestIsClosed):
            late()
    with pytest.raises(RequestIsClosed):
        draft(answers=request)
    assert Article.objects.count() == 0
    assert list(requests_visible_to(auditor)) == [request]


@pytest.mark.req("FAQ-11")
def test_a_contact_may_be_what_asks() -> None:
    request = ask_for_update(
        kind=RequestKind.NEW,
        subject="スマートフォンへの搭載",
        wish="応対で聞かれたが、FAQがない",
        origin=Origin.CONTACT,
        origin_key="12",
        by=OPERATOR,
    )
    bring_out(draft(answers=request))
    request.refresh_from_db()
    assert (request.origin_label, request.state) == ("応対", "published")


def test_the_way_of_a_request_is_a_table() -> None:
    for end in (RequestState.PUBLISHED, RequestState.DECLINED, RequestState.WITHDRAWN):
        assert may_become(RequestState.ASKED, end)
        assert not any(may_become(end, then) for then in RequestState)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=40), "1分未満"),
        (timedelta(minutes=14), "14分"),
        (timedelta(hours=3), "3時間"),
        (timedelta(hours=3, minutes=5), "3時間5分"),
        (timedelta(days=2, hours=3, minutes=59), "2日3時間"),
        (timedelta(days=1), "1日"),
    ],
)
def test_a_duration_in_words(span: timedelta, words: str) -> None:
    assert written_duration(span) == words
