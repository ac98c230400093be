"""What the staff home says of FAQ, scripts and manuals, and what the contract's settings do to their screens."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.knowledge.articles.actions import approve, hand_in, revise, send_back
from madoguchi.knowledge.articles.queries import has_categories, related_to
from madoguchi.knowledge.models import Article
from madoguchi.knowledge.refusals import ContactsDoNotAsk
from madoguchi.knowledge.requests.actions import ask_for_update
from madoguchi.knowledge.requests.queries import contacts_may_ask
from madoguchi.knowledge.requests.rules import Origin, RequestKind
from madoguchi.municipality.actions import change_settings
from madoguchi.web.home.needs import needs_of
from tests.knowledge.shelf import APPROVER, bring_out, content, draft, published
from tests.services.signed_in import staff_of
from tests.web.pages import seen
from tests.worlds import ADMIN, CLERK, OPERATOR, PRESENT, TODAY, applied

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        applied("nishitokyo")
        yield


def told(role: Role) -> list[str]:
    return [f"{need.title} {need.text}" for need in needs_of(staff_of(role).actor) if "/knowledge/" in need.url]


@pytest.mark.req("FAQ-03", "FAQ-04", "FAQ-11")
def test_each_step_is_told_to_whom_it_waits_for() -> None:
    writer = staff_of(Role.DATA_STAFF).actor
    revision = draft(content("料金の質問", to_confirm=True), by=writer)
    assert told(Role.CITY_CLERK) == told(Role.DATA_STAFF) == []
    hand_in(revision, by=writer)
    assert "FAQ 1件" in told(Role.CITY_CLERK)[0]
    assert told(Role.DATA_STAFF) == []
    send_back(revision, remark="手数料が古い", by=APPROVER)
    assert "手数料が古い" in told(Role.DATA_STAFF)[0]
    assert told(Role.MANAGER) == []
    approve(hand_in(revision, by=writer), by=APPROVER)
    assert "まだ公開していない" in told(Role.DATA_STAFF)[0]
    assert told(Role.OPERATOR) == []


@pytest.mark.req("FAQ-11")
def test_a_review_whose_day_has_come_is_told_until_somebody_has_looked() -> None:
    article = published(content(review_on=TODAY)).article
    assert "見直し日を過ぎたFAQが 1 件" in told(Role.DATA_STAFF)[0]
    later = content(review_on=TODAY + timedelta(days=90))
    bring_out(revise(article, later, based_on=1, by=CLERK), by=CLERK)
    assert told(Role.DATA_STAFF) == []


@pytest.mark.req("FAQ-04")
def test_a_request_that_nobody_has_taken_is_told_with_its_waiting_time() -> None:
    ask_for_update(kind=RequestKind.NEW, subject="代理人", wish="載せる", by=CLERK)
    with time_machine.travel(PRESENT + timedelta(hours=3), tick=False):
        assert "「代理人」は、3時間待っています" in told(Role.DATA_STAFF)[0]
    assert told(Role.OPERATOR) == []


@pytest.mark.preset_key("faq.categories")
@pytest.mark.req("FAQ-01")
def test_where_nothing_is_sorted_no_list_asks_for_a_category(operator: Client) -> None:
    published()
    assert has_categories()
    assert 'name="category"' in seen(operator, "/staff/knowledge/")
    change_settings({"faq.categories": False}, by=ADMIN)
    page = seen(operator, "/staff/knowledge/")
    assert 'name="category"' not in page
    assert "分類" not in page


@pytest.mark.preset_key("faq.related_items")
@pytest.mark.req("FAQ-08")
def test_related_articles_are_shown_where_the_contract_has_them() -> None:
    other = published().article
    revision = published(content("別の質問", related=(other.number,)))
    assert related_to(revision, Article.objects.all()) == [other]
    change_settings({"faq.related_items": False}, by=ADMIN)
    assert related_to(revision, Article.objects.all()) == []


@pytest.mark.preset_key("faq.updated_from_contacts")
@pytest.mark.req("FAQ-11")
def test_contacts_ask_for_updates_where_the_contract_has_it() -> None:
    def ask() -> None:
        ask_for_update(kind=RequestKind.NEW, subject="x", wish="x", origin=Origin.CONTACT, by=OPERATOR)

    assert contacts_may_ask()
    ask()
    change_settings({"faq.updated_from_contacts": False}, by=ADMIN)
    with pytest.raises(ContactsDoNotAsk):
        ask()
