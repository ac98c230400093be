"""What the citizen is asked and told: with the address and help at the counter, after the question, by keyboard, enlarged,
in forced colours; and the screens on which the city changes it, with the real page before saving."""

import re

import pytest
from playwright.sync_api import Page, expect

from madoguchi.accounts.rights import Role
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.conftest import PageAt
from tests.browser.keyboard import from_the_calendar_to_the_details, tab_to, type_into
from tests.browser.test_slice import turn_the_month
from tests.browser.town import Town

SETTINGS = "/staff/office/settings"


def to_details(page: Page, town: Town, *, language: str = "") -> None:
    """By way of the question: the postcard chooses the procedure."""
    page.goto(town.url(f"{language}/book/"))
    page.locator(".answers button").first.click()
    expect(page.locator("input[value=pickup]")).to_be_checked()
    expect(page.locator(".suggestion")).to_be_visible()
    page.locator("form .buttons button").click()
    page.wait_for_url("**/book/calendar/**")
    while not page.locator("a.day").count():
        turn_the_month(page)
    page.locator("a.day").last.click()
    page.locator("button.slot").last.click()
    page.wait_for_url("**/book/held/**")


@pytest.mark.req("RSV-15", "RSV-03", "LNG-07")
@pytest.mark.parametrize(("width", "with_scripts"), [(360, True), (1280, False)], ids=["scripts", "no-scripts"])
def test_a_postal_code_becomes_an_address_and_help_is_asked_for(
    page_at: PageAt, town: Town, width: int, with_scripts: bool
) -> None:
    page = page_at(width, java_script_enabled=with_scripts)
    to_details(page, town)
    address_of_page = page.url
    page.get_by_label("お名前", exact=False).first.fill("葛\U000e0100城 花子")
    page.locator("input[name=phone]").fill("０９０ー００００ー０００７")
    page.locator("input[name=postal_code]").fill("９９９－９９９９")
    page.get_by_role("button", name="郵便番号から住所を入れる").click()
    expect(page.get_by_text("この郵便番号は見つかりません")).to_be_visible()
    page.locator("input[name=postal_code]").fill("〒７３８－００１５")
    page.get_by_role("button", name="郵便番号から住所を入れる").click()
    expect(page.locator("input[name=address]")).to_have_value("広島県廿日市市本町")
    expect(page.locator("input[name=address]")).to_be_focused()
    if with_scripts:
        assert page.url == address_of_page  # no page in between
    expect(page.locator("input[name=name]")).to_have_value("葛\U000e0100城 花子")
    page.locator("input[name=address]").fill("広島県廿日市市本町1-2-3")
    page.get_by_text("窓口で手助けが必要な方").click()
    page.get_by_label("筆談で話す").check()
    page.locator(".buttons button[value=check]").click()
    for words in ("738-0015", "広島県廿日市市本町1-2-3", "筆談で話す"):
        expect(page.get_by_text(words, exact=True)).to_be_visible()
    page.locator(".buttons button[value=book]").click()
    expect(page.get_by_text("広島県廿日市市本町1-2-3")).to_be_visible()


@pytest.mark.req("LNG-07", "PLT-03")
def test_the_way_by_keyboard_with_question_address_and_help(page_at: PageAt, town: Town) -> None:
    page = page_at(1280)
    page.goto(town.url("/book/"))
    tab_to(page, ".answers button")
    page.keyboard.press("Enter")
    expect(page.locator(".suggestion")).to_be_focused()
    tab_to(page, "input[value=pickup]")
    tab_to(page, "form .buttons button")
    page.keyboard.press("Enter")
    from_the_calendar_to_the_details(page)
    type_into(page, {"name": "見本 花子", "phone": "09000000008", "postal_code": "7380015"})
    tab_to(page, ".look-up button")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=address]")).to_be_focused()
    expect(page.locator("input[name=address]")).to_have_value("広島県廿日市市本町")
    page.keyboard.type("1")
    tab_to(page, "details.person summary")
    page.keyboard.press("Enter")
    tab_to(page, "input[value=slow]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=name]")
    page.keyboard.press("Enter")  # goes on, and looks nothing up
    expect(page.get_by_role("heading", level=1)).to_have_text("内容を確かめる")
    expect(page.get_by_text("ゆっくり、くり返し説明してほしい")).to_be_visible()


@pytest.mark.req("LNG-07")
@pytest.mark.parametrize("language", ["", "/ja-easy", "/en"])
def test_the_pages_stand_enlarged_and_in_forced_colours(page_at: PageAt, town: Town, language: str) -> None:
    """400 % of 1280 px is 320 px; 200 % is 640."""
    page = page_at(320, forced_colors="active")
    to_details(page, town, language=language)
    page.locator("details.person summary").first.click()
    for width in (320, 640, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert_fits(page)
    assert_accessible(page)
    for path in ("/", "/book/", "/book/?people=2&next=1", "/book/calendar/?procedure=pickup", "/my/"):
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto(town.url(f"{language}{path}"))
        assert_accessible(page)


@pytest.mark.req("RSV-06", "PLT-03")
@pytest.mark.parametrize("width", [360, 1280])
def test_the_city_sees_the_real_page_before_it_saves(page_at: PageAt, town: Town, width: int) -> None:
    page = town.sign_in(page_at(width), Role.CITY_ADMIN)
    page.goto(town.url(f"{SETTINGS}/pages/"))
    assert_accessible(page)
    page.get_by_role("link", name="はじめの画面").click()
    text = f"窓口は1階です（{width}）。"
    page.locator("[name='home.note.ja']").fill(text)
    page.get_by_role("button", name="見え方を確かめる").click()
    expect(page.get_by_role("heading", name="見え方")).to_be_focused()
    assert_accessible(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=re.compile("^日本語")).first.click()
    preview = opened.value
    expect(preview.get_by_text("見本です")).to_be_visible()
    expect(preview.get_by_text(text)).to_be_visible()
    assert_accessible(preview)
    preview.close()
    citizen = page_at(360)
    citizen.goto(town.url("/"))
    expect(citizen.get_by_text(text)).to_have_count(0)
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("1か所変えました")).to_be_visible()
    citizen.reload()
    expect(citizen.get_by_text(text)).to_be_visible()
    for table in ("booking_items.csv", "triage.csv", "accommodations.csv"):
        page.goto(town.url(f"{SETTINGS}/rows/{table}/"))
        assert_accessible(page)
