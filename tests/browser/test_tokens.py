"""An administrator gives another system its key, and ends it."""

import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from madoguchi.accounts.rights import Role
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.town import Town

pytestmark = pytest.mark.req("SEC-06")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_key_is_made_used_and_ended(page_at: PageAt, town: Town, width: int) -> None:
    page = town.sign_in(page_at(width), Role.CITY_ADMIN)
    page.goto(town.url("/staff/office/staff/"))
    page.get_by_role("link", name="APIトークン").click()
    assert_accessible(page)
    page.get_by_role("link", name="トークンを発行する").click()
    assert_accessible(page)
    page.get_by_role("button", name="発行する").click()
    expect(page.get_by_text("「できること」を選んでください。").first).to_be_visible()
    page.get_by_label("名前").fill(f"市のLINE {width}")
    page.get_by_label("市民（ご本人が使う画面など）").check()
    page.get_by_label("空き・手続き・会場を読む").check()
    page.get_by_role("button", name="発行する").click()
    assert_accessible(page)
    secret = page.get_by_text(re.compile("^mdg_")).inner_text()
    asked = urllib.request.Request(town.url("/api/v1/sites"), headers={"Authorization": f"Bearer {secret}"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert b"main" in answer.read()
    page.get_by_role("link", name="写したので閉じる").click()
    assert_accessible(page)
    page.get_by_role("link", name="無効にする").click()
    page.get_by_role("button", name="無効にする").click()
    expect(page.get_by_text("無効にしました")).to_be_visible()
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(asked, timeout=10)
