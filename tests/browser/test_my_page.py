"""A booking's own page in a real browser: found again, moved, cancelled; with scripts and without, at both widths."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.test_slice import PHONE, book
from tests.browser.town import Town


def open_by_number(page: Page, town: Town, number: str) -> None:
    page.goto(town.url("/"))
    page.locator('main a[href="/my/"]').click()
    page.locator("input[name=number]").fill(number)
    page.locator("input[name=phone]").fill(PHONE)
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("あなたの予約")


def add(page: Page, which: str, name: str) -> None:
    page.get_by_role("link", name="来る方・手続きを変える").click()
    page.get_by_role("button", name="もう一人加える").click()
    page.get_by_label(f"{which}のお名前").fill(name)
    page.get_by_label(f"{which}の手続き").select_option(index=1)
    page.get_by_role("button", name="この内容に変える").click()


@pytest.mark.req("RSV-09", "RSV-10", "RSV-11", "RSV-12", "RSV-20", "LNG-07")
@pytest.mark.parametrize(
    ("width", "with_scripts"), [(360, False), (1280, True)], ids=["telephone-no-scripts", "desk-scripts"]
)
def test_a_booking_is_found_moved_enlarged_and_cancelled(
    page_at: PageAt, town: Town, width: int, with_scripts: bool
) -> None:
    page = page_at(width, java_script_enabled=with_scripts)

    def look() -> None:
        if with_scripts:
            assert_accessible(page)

    number = book(page, town, town.days[10])
    page.goto(town.url("/my/"))
    look()
    open_by_number(page, town, number)
    look()

    page.get_by_role("link", name="日時を変える").click()
    look()
    page.locator(f'a.day[href*="/{town.days[11].isoformat()}/"]').or_(page.locator("a.day").last).first.click()
    look()
    page.locator("a.slot").first.click()
    look()
    moved_to = page.locator(".chosen div").filter(has_text="新しい日時").locator("dd").inner_text()
    page.get_by_role("button", name="この日時に変える").click()
    expect(page.get_by_text("日時を変えました。")).to_be_visible()
    for part in moved_to.split(" "):
        expect(page.locator(".ticket-when")).to_contain_text(part)

    page.get_by_role("link", name="来る方・手続きを変える").click()
    page.get_by_role("button", name="もう一人加える").click()
    look()
    page.get_by_role("button", name="この内容に変える").click()
    expect(page).to_have_title(re.compile("^エラー："))
    look()
    page.get_by_label("2人目のお名前").fill("見本 太郎")
    page.get_by_label("2人目の手続き").select_option(index=2)
    page.get_by_label("2人目のフリガナ").press("Enter")
    expect(page.get_by_role("heading", name=re.compile("見本 太郎さん"))).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("見本 花子さん"))).to_be_visible()

    # With one place left another person fits; with none, times near by are offered.
    town.leave_room_for(number, 1)
    add(page, "3人目", "見本 三郎")
    expect(page.get_by_role("heading", name=re.compile("見本 三郎さん"))).to_be_visible()
    add(page, "4人目", "見本 四郎")
    expect(page.get_by_text("全員分の空きがありません")).to_be_visible()
    look()
    expect(page.get_by_label("4人目のお名前")).to_have_value("見本 四郎")
    page.locator(".others button").first.click()
    expect(page.get_by_text("来る方と手続きと日時を変えました。")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("見本 四郎さん"))).to_be_visible()

    page.get_by_role("link", name="連絡先を変える").click()
    look()
    page.get_by_label("お名前").fill("見本 華子")
    page.get_by_role("button", name="この内容に変える").click()
    expect(page.get_by_text("連絡先を変えました。")).to_be_visible()

    page.get_by_role("link", name="予約を取り消す").click()
    look()
    page.get_by_role("button", name="予約を取り消す").click()
    expect(page.get_by_text("この予約は取り消されました")).to_be_visible()
    expect(page.get_by_role("link", name="日時を変える")).to_have_count(0)
    look()
