"""A booking on the telephone in a real browser: held, filled in, read out; by keyboard and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from madoguchi.accounts.rights import Role
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.town import Town


def alt(page: Page, digit: str) -> None:
    """Alt and a digit, as a keyboard sends it: Playwright's own press leaves out the letter that the key names."""
    keyboard = page.context.new_cdp_session(page)
    keyboard.send(
        "Input.dispatchKeyEvent", {"type": "char", "text": digit, "unmodifiedText": digit, "modifiers": 1}
    )


def caller(page: Page, name: str) -> None:
    page.get_by_label("お名前").first.fill(name)
    page.get_by_label("電話番号").fill("０９０－００００－００２１")
    page.get_by_label("手続き").first.select_option(index=1)


@pytest.mark.req("STF-02", "STF-03", "STF-04", "NTF-10")
def test_an_operator_books_and_reads_out_by_keyboard_alone(page_at: PageAt, town: Town) -> None:
    page = town.sign_in(page_at(1280), Role.OPERATOR)
    page.goto(town.url("/staff/operator/"))
    alt(page, "1")
    expect(page.get_by_role("heading", level=1)).to_have_text("1人の空きを案内する")
    first = page.locator(".free-places button").first
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(first).not_to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("予約の内容を聞き取る")
    page.keyboard.type("電話 花子")
    page.keyboard.press("Tab")
    page.keyboard.type("でんわ はなこ")
    page.keyboard.press("Tab")
    page.keyboard.type("09000000021")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    alt(page, "1")
    expect(page.get_by_role("heading", level=1)).to_have_text("読み上げて伝える")
    for _ in range(page.get_by_role("checkbox").count()):
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("伝えたことを記録しました")).to_be_visible()


@pytest.mark.req("STF-03", "STF-04", "STF-06")
def test_without_scripts_a_dropped_call_is_taken_up_again(page_at: PageAt, town: Town) -> None:
    page = town.sign_in(page_at(360, java_script_enabled=False), Role.SUPERVISOR)
    page.goto(town.url("/staff/operator/"))
    page.get_by_role("link", name="2人").click()
    page.locator(".free-places button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("予約の内容を聞き取る")
    page.goto(town.url("/staff/operator/"))
    page.get_by_role("link", name="再開する").click()
    caller(page, "再開 花子")
    page.get_by_label("2人目のお名前").fill("再開 太郎")
    page.get_by_label("2人目の手続き").select_option(index=3)
    page.get_by_role("button", name="予約する").click()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="すべて伝えた").click()
    expect(page.locator(".error-summary")).to_contain_text("まだ伝えていないことがあります")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    page.get_by_role("button", name="途中で切れた").click()
    expect(page.get_by_text("保留中の予約")).to_have_count(0)
    page.get_by_label("予約番号・電話番号・お名前").fill("再開 太郎")
    page.get_by_role("button", name="探す").click()
    expect(page.get_by_role("heading", name="来る人（2人）")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("伝えたこと：予約番号")


@pytest.mark.req("LNG-07", "PLT-03", "PLT-04")
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_telephone_is_accessible(page_at: PageAt, town: Town, width: int) -> None:
    page = town.sign_in(page_at(width), Role.OPERATOR)
    page.goto(town.url("/staff/operator/new/1/"))
    assert_accessible(page)
    page.locator(".free-places button").nth(5).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("予約の内容を聞き取る")
    assert_accessible(page)
    here = page.url
    page.goto(town.url("/staff/operator/"))
    assert_accessible(page)
    page.goto(here)
    page.get_by_role("button", name="予約する").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert_accessible(page)
    caller(page, "拝聴 花子")
    page.get_by_role("button", name="予約する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("読み上げて伝える")
    assert_accessible(page)
    page.get_by_role("button", name="すべて伝えた").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert_accessible(page)
