"""FAQ in a real browser: a department asks and reads its answer in the same minute; two people write at one article."""

import time

import pytest
from playwright.sync_api import Page, expect

from madoguchi.accounts.rights import Role
from madoguchi.knowledge.models import Article, Revision, UpdateRequest
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.town import Town
from tests.knowledge.shelf import content, published


def an_article(town: Town, question: str) -> Article:
    with town.blocker.unblock(), town.installation.as_own_database():
        return published(content(question)).article


def newest(town: Town, article: Article) -> Revision:
    with town.blocker.unblock(), town.installation.as_own_database():
        return article.revisions.order_by("-number")[:1].get()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.req("FAQ-03", "FAQ-04", "FAQ-05")
def test_a_department_asks_it_is_reviewed_and_public_in_the_same_minute(page_at: PageAt, town: Town) -> None:
    """At the width of a telephone, without scripts: the clerk is on the way."""
    article = an_article(town, "手数料はいくらですか")
    about = f"/staff/knowledge/articles/{article.number}/"
    began = time.monotonic()
    city = town.sign_in(page_at(360, java_script_enabled=False), Role.CITY_CLERK)
    city.goto(town.url(about))
    city.get_by_role("link", name="更新を依頼する").click()
    city.get_by_label("件名").fill("手数料が変わる")
    city.get_by_label("依頼の内容").fill("・800円が1,000円になります\n・https://www.example.jp/ に案内")
    press(city, "依頼する")
    expect(city.get_by_text("受け付けました")).to_be_visible()
    number = city.url.rstrip("/").rsplit("/", 1)[-1]

    writer = town.sign_in(page_at(1280), Role.DATA_STAFF)
    writer.goto(town.url("/staff/"))
    expect(writer.get_by_text("「手数料が変わる」")).to_be_visible()
    writer.goto(town.url(f"/staff/knowledge/requests/{number}/"))
    assert_accessible(writer)
    writer.get_by_role("link", name="この依頼に答える版を書く").click()
    writer.get_by_label("電話での短い答え").fill("1,000円です。")
    assert_accessible(writer)
    press(writer, "下書きとして保存する")
    press(writer, "所管課の確認に出す")
    expect(writer.get_by_text("所管課の確認に出しました")).to_be_visible()

    city.goto(town.url("/staff/knowledge/waiting/"))
    city.get_by_role("link", name="手数料はいくらですか").click()
    expect(city.locator("ins").first).to_contain_text("1,000円")
    press(city, "承認して公開する")
    operator = town.sign_in(page_at(1280), Role.OPERATOR)
    operator.goto(town.url(about))
    expect(operator.get_by_text("1,000円です。")).to_be_visible()
    assert_accessible(operator)
    assert time.monotonic() - began < 60
    with town.blocker.unblock(), town.installation.as_own_database():
        request = UpdateRequest.objects.get(number=number)
    assert request.published_at is not None
    assert (request.published_at - request.asked_at).total_seconds() < 60


@pytest.mark.req("FAQ-11", "SEC-06")
def test_two_people_write_at_one_article_and_nothing_that_was_typed_is_lost(page_at: PageAt, town: Town) -> None:
    article = an_article(town, "受け取るには")
    edit = town.url(f"/staff/knowledge/articles/{article.number}/edit/")
    first = town.sign_in(page_at(1280), Role.CITY_CLERK)
    second = town.sign_in(page_at(1280), Role.DATA_STAFF)
    for page in (first, second):
        page.goto(edit)
    first.get_by_label("電話での短い答え").fill("市の答え")
    first.get_by_label("出典").fill("市の要領")
    first.get_by_label("変更の理由").fill("改正")
    press(first, "下書きとして保存する")
    expect(first.get_by_text("第2版を、下書きとして保存しました")).to_be_visible()
    second.get_by_label("電話での短い答え").fill("書き手の答え")
    second.get_by_label("市民の言い方").fill("もらいに行きたい")
    second.get_by_label("変更の理由").fill("言い回し")
    press(second, "下書きとして保存する")
    expect(second.get_by_text("編集しているあいだに")).to_be_visible()
    expect(second.locator("table.difference del")).to_contain_text("市")
    assert_accessible(second)
    assert second.get_by_label("電話での短い答え").input_value() == "書き手の答え"
    assert second.get_by_label("市民の言い方").input_value() == "もらいに行きたい"
    assert second.get_by_label("出典").input_value() == "市の要領"
    second.get_by_label("電話での短い答え").fill("二人の答え")
    press(second, "下書きとして保存する")
    expect(second.get_by_text("第3版を、下書きとして保存しました")).to_be_visible()
    both = newest(town, article)
    assert (both.short_answer, both.source, both.phrasings) == ("二人の答え", "市の要領", "もらいに行きたい")
    second.goto(town.url(f"/staff/knowledge/articles/{article.number}/difference/2/3/"))
    assert_accessible(second)
