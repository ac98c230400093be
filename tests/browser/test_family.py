"""Three people of a family book in one go, in a real browser; with scripts and without, at both widths."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.test_slice import PHONE, SENTENCE
from tests.browser.town import Town


@pytest.mark.req("RSV-07", "RSV-08", "RSV-16", "LNG-07")
@pytest.mark.parametrize(
    ("width", "with_scripts"), [(360, False), (1280, True), (360, True)], ids=["no-scripts", "desk", "telephone"]
)
def test_a_family_of_three_books_in_one_go(page_at: PageAt, town: Town, width: int, with_scripts: bool) -> None:
    page = page_at(width, java_script_enabled=with_scripts)

    def look() -> None:
        if with_scripts:
            assert_accessible(page)

    page.goto(town.url("/book/"))
    look()
    page.get_by_role("radio").nth(1).check()
    for _ in range(3):
        page.get_by_role("button", name="もう一人加える").click()
    page.get_by_role("button", name="4人目を外す").click()
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    page.get_by_role("button", name="次へ").click()
    expect(page).to_have_title(re.compile("^エラー："))
    look()
    for position in (2, 3):
        page.locator(f"input[name=procedure_{position}]").nth(0).check()
    page.get_by_role("button", name="次へ").click()
    expect(page.locator(".chosen")).to_contain_text("3人")
    look()
    page.locator("a.day").last.click()
    look()
    page.locator("button.slot").last.click()
    page.get_by_label("お名前", exact=False).first.fill("見本 花子")
    page.locator("input[name=phone]").fill(PHONE)
    page.get_by_label("2人目のお名前").fill("見本 太郎")
    page.get_by_role("button", name="次へ").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("3人目のお名前")
    look()
    page.get_by_label("3人目のお名前").fill("葛\U000e0100城 葵")
    page.get_by_role("button", name="次へ").click()
    for name in ("見本 花子", "見本 太郎", "葛\U000e0100城 葵"):
        expect(page.locator(".summary-list")).to_contain_text(name)
    look()
    page.get_by_role("button", name="この内容で予約する").click()
    expect(page.locator(".big-number")).to_have_text(SENTENCE)
    for name in ("見本 花子", "見本 太郎", "葛\U000e0100城 葵"):
        expect(page.get_by_role("heading", name=re.compile(f"{name}さん"))).to_be_visible()
    expect(page.get_by_role("heading", name="持ち物")).to_have_count(3)
    look()
