"""Needs: found in records, searches and verdicts; each with an owner and an outcome. And a FAQ proposed from a record."""

from datetime import timedelta

import pytest

from madoguchi.accounts.rights import Role
from madoguchi.contacts.improvement.actions import (
    ask_for_faq,
    close_need,
    count_needs,
    open_again,
    propose_faq,
    take_up,
)
from madoguchi.contacts.improvement.queries import proposals_from
from madoguchi.contacts.improvement.refusals import AskedAlready, NotThisMove, OutcomeMissing
from madoguchi.contacts.improvement.rules import NeedKind, NeedState, groups_of, is_rising, is_unhelpful
from madoguchi.contacts.models import Contact, ContactArticle, Need
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.knowledge.articles.models import Article, Category
from madoguchi.knowledge.finding.models import Search
from madoguchi.knowledge.public.models import FaqCount
from madoguchi.knowledge.requests.models import UpdateRequest
from madoguchi.knowledge.requests.rules import Origin, RequestKind
from tests.contacts.town import recorded
from tests.web.pages import client_of, seen
from tests.worlds import OPERATOR, PRESENT, TODAY, actor

pytestmark = [pytest.mark.req("FAQ-10"), pytest.mark.usefixtures("nishitokyo")]

SUPERVISOR = actor(Role.SUPERVISOR)


def need(kind: NeedKind = NeedKind.NO_HIT, subject: str = "スマホ搭載") -> Need:
    now = clock.now()
    return Need.objects.create(kind=kind, key="k", subject=subject, count=4, found_at=now, counted_at=now)


def asked(phrase: str, times: int, *, found: int = 0) -> None:
    for _ in range(times):
        Search.objects.create(at=clock.now(), place="staff", phrase=phrase, words=phrase, found=found)


def kinds() -> dict[str, str]:
    return dict(Need.objects.values_list("subject", "kind"))


def test_a_tag_rises_when_this_week_has_twice_as_many_as_the_four_before() -> None:
    assert is_rising(6, [3, 3, 3, 3])
    assert is_rising(5, [0, 0, 0, 0])
    assert not is_rising(5, [3, 3, 3, 3])
    assert not is_rising(4, [0, 0, 0, 0])


def test_an_answer_is_no_help_when_a_third_of_several_say_so() -> None:
    assert is_unhelpful(helped=6, unhelped=3)
    assert not is_unhelpful(helped=0, unhelped=2)
    assert not is_unhelpful(helped=20, unhelped=3)


def test_records_are_grouped_by_the_words_that_most_of_them_share() -> None:
    said = (
        {n: {"カード", "スマホ"} for n in range(4)} | {n: {"カード", "写真"} for n in range(4, 7)} | {7: {"カード"}}
    )
    assert groups_of(said) == {"スマホ": [0, 1, 2, 3], "写真": [4, 5, 6]}
    assert groups_of({1: {"a"}, 2: {"b"}}) == {}


def test_questions_answered_without_a_faq_are_a_need() -> None:
    for number in range(3):
        recorded(content=f"スマホに載せたい {number}", topic="受取り")
    count_needs()
    (subject,) = [one for one in kinds() if one.startswith("受取り：")][:1]
    assert kinds()[subject] == "without_faq"
    page = seen(client_of(Role.SUPERVISOR), f"/staff/contacts/needs/{Need.objects.get(subject=subject).pk}/")
    assert "スマホに載せたい 2" in page
    for contact in Contact.objects.all():
        ContactArticle.objects.create(
            contact=contact, article_number="FAQ-0001", opened_at=clock.now(), is_used=True
        )
    count_needs()
    assert not Need.objects.exists()  # nobody had taken it up, and the figures say it no longer


def test_searches_in_vain_answers_without_help_and_rising_tags_are_needs() -> None:
    asked("スマホ搭載", 2)
    asked("一度だけ", 1)
    asked("更新", 5, found=3)
    article = Article.objects.create(
        number="FAQ-0900", category=Category.objects.create(name="見本"), made_at=clock.now()
    )
    FaqCount.objects.create(article=article, day=TODAY, what="unhelped", count=3)
    FaqCount.objects.create(article=article, day=TODAY, what="helped", count=1)
    for _ in range(5):
        recorded(tags=("混雑",), content="x")
    for week in range(1, 5):
        recorded(tags=("混雑", "いつもの"), content="x", at=PRESENT - timedelta(weeks=week, hours=1))
    count_needs()
    found = kinds()
    assert found["スマホ搭載"] == "no_hit"
    assert found["FAQ-0900"] == "unhelpful"
    assert found["混雑"] == "rising"
    assert not {"一度だけ", "更新", "いつもの"} & set(found)
    rising = Need.objects.get(kind="rising")
    assert (rising.count, rising.before) == (5, 1)


def test_a_need_has_an_owner_and_an_outcome_and_stays_closed() -> None:
    asked("スマホ搭載", 2)
    count_needs()
    found = Need.objects.get()
    with pytest.raises(MissingRight):
        take_up(found, by=OPERATOR)
    taken = take_up(found, by=SUPERVISOR)
    assert (taken.state, taken.owner) == ("taken", SUPERVISOR.key)
    with pytest.raises(OutcomeMissing):
        close_need(found, to=NeedState.DONE, outcome=" ", by=SUPERVISOR)
    close_need(found, to=NeedState.DONE, outcome="類義語を登録した", by=SUPERVISOR)
    with pytest.raises(NotThisMove):
        close_need(found, to=NeedState.LEFT, outcome="x", by=SUPERVISOR)
    asked("スマホ搭載", 3)
    count_needs()
    closed = Need.objects.get()
    assert (closed.state, closed.outcome, closed.count) == ("done", "類義語を登録した", 5)
    assert open_again(closed, by=SUPERVISOR).closed_at is None
    assert Event.objects.filter(kind="need.moved").count() == 3


def test_a_need_becomes_a_request_for_a_faq_once() -> None:
    found = need()
    request = ask_for_faq(found, wish="田中様 090-1234-5678 からも質問", by=SUPERVISOR)
    assert (request.origin, request.kind, request.origin_key) == (Origin.NEED, RequestKind.NEW, str(found.pk))
    assert request.wish == "［氏名］様 ［電話番号］ からも質問"
    found.refresh_from_db()
    assert (found.state, found.request_number) == ("taken", request.number)
    with pytest.raises(AskedAlready):
        ask_for_faq(found, wish="x", by=SUPERVISOR)


@pytest.mark.req("FAQ-07", "PDR-08")
def test_a_faq_is_proposed_from_a_record_without_whom_it_was_about() -> None:
    contact = recorded(content="田中様 スマホに載せたい 090-1234-5678", answer="できると案内")
    operator = client_of(Role.OPERATOR)
    page = f"/staff/contacts/{contact.number}/"
    assert "この応対からFAQを提案する" in seen(operator, page)
    form = seen(operator, page + "propose/")
    assert "［氏名］様 スマホに載せたい ［電話番号］" in form
    assert "090-1234-5678" not in form
    typed = {"question": "スマホに載せられますか 090-1234-5678", "answer": "載せられます"}
    assert "FAQを提案しました" in seen(operator, page + "propose/", typed)
    (request,) = proposals_from(contact)
    assert request.wish == "質問：スマホに載せられますか ［電話番号］\n回答：載せられます"
    assert request.source == f"応対 {contact.written_number}"
    assert request.number in seen(operator, page)
    assert Event.objects.filter(kind="contact.faq_proposed", about_key=str(contact.number)).exists()
    assert propose_faq(contact, question="q", answer="a", by=OPERATOR).origin == Origin.CONTACT


def test_the_screens_lead_from_a_need_to_its_outcome() -> None:
    found = need()
    supervisor = client_of(Role.SUPERVISOR)
    listed = "/staff/contacts/needs/"
    page = f"{listed}{found.pk}/"
    assert "スマホ搭載" in seen(supervisor, listed)
    assert "スマホ搭載" not in seen(supervisor, listed + "?kind=rising")
    assert "担当になりました" in seen(supervisor, page + "take/", {})
    assert "更新を依頼しました" in seen(supervisor, page + "ask/", {"wish": "載せ方のFAQ"})
    assert UpdateRequest.objects.get().number in seen(supervisor, page)
    assert "対応しない理由を書いて" in seen(supervisor, page + "close/", {"to": "done", "outcome": ""})
    assert "結果を記録しました" in seen(supervisor, page + "close/", {"to": "done", "outcome": "FAQにした"})
    assert "スマホ搭載" not in seen(supervisor, listed)
    manager = client_of(Role.MANAGER)
    file = b"".join(manager.post(listed + "export/").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "FAQにした" in file
    operator = client_of(Role.OPERATOR)
    assert operator.get(page).status_code == 200
    assert operator.post(page + "take/").status_code == 403
    assert supervisor.post(listed + "export/").status_code == 403
