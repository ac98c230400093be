"""Where the city's own system holds the bookings: an operator records a call and finds it again, also without
scripts."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from madoguchi.accounts.rights import Role
from madoguchi.config.presets import apply_preset, folder_of
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.services.signed_in import session_for, staff_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("STF-15", "LNG-07", "PLT-03", "PLT-04")]


@pytest.fixture
def kawagoe(live_server: LiveServer) -> str:
    apply_preset(folder_of("kawagoe"))
    return f"{live_server.url}/staff/operator/external/"


def signed_in(page: Page, address: str) -> Page:
    page.context.add_cookies([{"name": "session", "value": session_for(staff_of(Role.OPERATOR)), "url": address}])
    page.goto(address)
    return page


@pytest.mark.parametrize("width", [360, 1280])
def test_a_call_is_recorded_found_by_its_number_and_put_right(width: int, page_at: PageAt, kawagoe: str) -> None:
    page = signed_in(page_at(width), kawagoe)
    assert_accessible(page)
    page.get_by_role("button", name="記録する").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("受け付けた").check()
    record = page.get_by_role("region", name="この電話を記録する")
    record.get_by_label("市の予約システムの受付番号").fill("ＫＷ－０１２３")
    page.get_by_label("予約の日付").fill("令和8年12月10日")
    page.get_by_label("予約の時刻").fill("９時半")
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_text("「受け付けた」を記録しました。")).to_be_visible()
    page.get_by_role("search").get_by_label("市の予約システムの受付番号").fill("kw0123")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("外部予約の記録")
    assert_accessible(page)
    page.goto(f"{kawagoe}months/")
    assert_accessible(page)


def test_it_works_without_scripts(page_at: PageAt, kawagoe: str) -> None:
    page = signed_in(page_at(360, java_script_enabled=False), kawagoe)
    page.get_by_label("予約できなかった", exact=True).check()
    page.get_by_label("予約できなかった理由").select_option(label="希望の日時が満席")
    page.get_by_role("button", name="記録する").click()
    expect(page.get_by_text("「予約できなかった」を記録しました。")).to_be_visible()
    page.goto(f"{kawagoe}months/")
    page.get_by_label("月と件数").fill("2026年10月,57")
    page.get_by_role("button", name="件数を入れる").click()
    expect(page.get_by_text("57件", exact=True)).to_be_visible()
