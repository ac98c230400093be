"""The menu of staff: folded into groups, one of them open; by keyboard, without scripts, on a telephone's screen."""

import pytest
from playwright.sync_api import expect

from madoguchi.accounts.rights import Role
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.conftest import PageAt
from tests.browser.town import Town

pytestmark = pytest.mark.req("LNG-07")


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_the_group_of_the_page_is_open_and_the_others_open_by_keyboard(
    page_at: PageAt, town: Town, java_script_enabled: bool
) -> None:
    page = town.sign_in(page_at(1280, java_script_enabled=java_script_enabled), Role.MANAGER)
    page.goto(town.url("/staff/contacts/"))
    menu = page.get_by_role("navigation", name="メニュー", exact=True)
    expect(menu.get_by_role("link", name="応対の履歴")).to_have_attribute("aria-current", "page")
    other = menu.get_by_role("link", name="FAQを探す")
    expect(other).to_be_hidden()
    menu.locator("summary", has_text="FAQ").first.focus()
    page.keyboard.press("Enter")
    expect(other).to_be_visible()
    other.click()
    expect(menu.get_by_role("link", name="FAQを探す")).to_have_attribute("aria-current", "page")
    expect(menu.get_by_role("link", name="応対の履歴")).to_be_hidden()


def test_on_a_small_screen_the_groups_fold_inside_the_menu(page_at: PageAt, town: Town) -> None:
    page = town.sign_in(page_at(360), Role.MANAGER)
    page.goto(town.url("/staff/contacts/"))
    menu = page.locator("details.menu")
    menu.locator("> summary").click()
    expect(menu.get_by_role("link", name="応対の履歴")).to_be_visible()
    expect(menu.get_by_role("link", name="職員・従事者")).to_be_hidden()
    menu.locator("summary", has_text="管理").last.click()
    expect(menu.get_by_role("link", name="職員・従事者")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)
