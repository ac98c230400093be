"""The frame of every screen: seen at both widths, by keyboard, without scripts, on paper, in forced colours."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from madoguchi.web.frame import navigation, place
from madoguchi.web.frame.gallery.menu import register_gallery
from tests.browser.accessibility import assert_accessible, assert_fits, faults_of
from tests.browser.conftest import PageAt

GALLERY = [
    "/gallery/",
    "/gallery/people/",
    "/gallery/confirm/",
    "/gallery/narrow/",
    "/gallery/charts/",
    "/parts/citizen/",
]
TROUBLE = [
    "/nothing/",
    "/staff/nothing/",
    "/trouble/broken/",
    "/staff/trouble/broken/",
    "/trouble/without-database/",
]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.frame.urls")]


@pytest.fixture
def base(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(place, "_known", place.Place())
    register_gallery()
    return live_server.url


@pytest.mark.req("LNG-07", "PLT-03")
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", [*GALLERY, *TROUBLE])
def test_every_component_and_error_page_is_accessible_at_both_widths(
    page_at: PageAt, base: str, path: str, width: int
) -> None:
    page = page_at(width)
    page.goto(base + path)
    assert_accessible(page)


def test_the_check_of_accessibility_itself_finds_faults(page_at: PageAt, base: str) -> None:
    page = page_at()
    page.goto(base + "/gallery/")
    page.evaluate("document.querySelector('label').remove(); document.querySelector('h1').style.color = '#ccc'")
    assert {fault.split("（")[0] for fault in faults_of(page)} >= {"label", "color-contrast"}


@pytest.mark.req("LNG-07")
@pytest.mark.parametrize("path", ["/gallery/", "/parts/citizen/", "/en/parts/citizen/", "/ja-easy/parts/citizen/"])
def test_a_refused_form_is_accessible_and_takes_people_to_its_errors(page_at: PageAt, base: str, path: str) -> None:
    page = page_at(360)
    page.goto(base + path)
    _send(page)
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    first = summary.locator("a").first
    assert page.locator(".field-error").first.inner_text() == first.inner_text()
    assert_accessible(page)
    first.click()
    expect(page.locator("[aria-invalid=true]").first).to_be_focused()


def test_a_refused_form_says_so_in_the_title(page_at: PageAt, base: str) -> None:
    page = page_at()
    page.goto(base + "/parts/citizen/")
    assert not page.title().startswith("エラー")
    _send(page)
    expect(page).to_have_title(re.compile("^エラー："))


@pytest.mark.req("PLT-03")
@pytest.mark.parametrize("path", ["/gallery/", "/parts/citizen/"])
def test_everything_works_without_scripts(page_at: PageAt, base: str, path: str) -> None:
    page = page_at(360, java_script_enabled=False)
    page.goto(base + path)
    _send(page)
    expect(page.locator("[data-error-summary] a").first).to_be_visible()


def test_the_small_menu_opens_without_scripts(page_at: PageAt, base: str) -> None:
    page = page_at(360, java_script_enabled=False)
    page.goto(base + "/gallery/")
    menu = page.locator("details.menu")
    expect(menu.get_by_role("link", name="検索の見本")).to_be_hidden()
    menu.locator("> summary").click()
    menu.get_by_role("link", name="検索の見本").click()
    expect(page).to_have_url(f"{base}/gallery/people/")


@pytest.mark.req("LNG-07")
@pytest.mark.parametrize("path", ["/gallery/", "/parts/citizen/", "/gallery/people/"])
def test_the_keyboard_reaches_every_control_in_order_and_sees_where_it_is(
    page_at: PageAt, base: str, path: str
) -> None:
    page = page_at(1280)
    page.goto(base + path)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    wanted = page.locator(
        "a[href]:visible, button:enabled:visible, input:not([type=hidden]):visible, select:visible, textarea:visible, "
        "summary:visible"
    ).count()
    reached = 1
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none", page.evaluate("document.activeElement.outerHTML")
        reached += 1
    # A group of radio buttons is one stop.
    assert wanted - 2 <= reached <= wanted + 2


def test_the_skip_link_goes_to_the_content(page_at: PageAt, base: str) -> None:
    page = page_at()
    page.goto(base + "/gallery/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.req("LNG-07")
@pytest.mark.parametrize("path", GALLERY)
def test_four_hundred_per_cent_zoom_needs_no_sideways_scrolling(page_at: PageAt, base: str, path: str) -> None:
    page = page_at(320, height=256)  # 1280 × 1024 at 400 %
    page.goto(base + path)
    assert_fits(page)


@pytest.mark.req("LNG-07")
def test_twice_the_text_size_still_fits(page_at: PageAt, base: str) -> None:
    page = page_at(1280)
    for path in GALLERY:
        page.goto(base + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert_fits(page)


@pytest.mark.req("LNG-07")
@pytest.mark.parametrize("path", ["/gallery/", "/parts/citizen/"])
def test_forced_colours_keep_buttons_and_the_chosen_day_apart(page_at: PageAt, base: str, path: str) -> None:
    page = page_at(1280, forced_colors="active")
    page.goto(base + path)
    for part in (".button:not(.plain)", ".banner", ".month td.chosen .day"):
        width = page.locator(part).first.evaluate("one => getComputedStyle(one).borderTopWidth")
        assert width != "0px", part
    assert_accessible(page)


def test_paper_shows_the_content_and_not_the_controls(page_at: PageAt, base: str) -> None:
    page = page_at(1280)
    page.goto(base + "/gallery/")
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("table.table")).to_be_visible()
    for part in (".nav", "details.menu", ".filters", ".pages", ".breadcrumb"):
        expect(page.locator(part).first).to_be_hidden()


def test_who_wants_less_motion_gets_none(page_at: PageAt, base: str) -> None:
    page = page_at(1280, reduced_motion="reduce")
    page.goto(base + "/gallery/")
    durations = page.evaluate(
        "[...document.querySelectorAll('*')].map(one => parseFloat(getComputedStyle(one).transitionDuration))"
    )
    assert max(durations) < 0.01


def test_days_of_the_month_can_be_hit_with_a_thumb(page_at: PageAt, base: str) -> None:
    page = page_at(360)
    page.goto(base + "/parts/citizen/")
    for box in [day.bounding_box() for day in page.locator("a.day").all()]:
        assert box is not None
        assert box["width"] >= 44
        assert box["height"] >= 44


def test_a_day_is_told_in_words_and_numbers_not_by_colour_alone(page_at: PageAt, base: str) -> None:
    page = page_at()
    page.goto(base + "/parts/citizen/")
    expect(page.get_by_role("link", name="11月25日 水曜日、残りが少ないです、残り3")).to_be_visible()
    assert "△" in page.locator("td.few .day-sign").first.inner_text()


@pytest.mark.req("PLT-04")
@pytest.mark.parametrize("path", [*GALLERY, *TROUBLE])
def test_no_page_asks_for_anything_outside(page_at: PageAt, base: str, path: str) -> None:
    page = page_at()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(base + path)
    assert [url for url in asked if not url.startswith((base, "data:"))] == []
    # A refused inline style or script is said on the console.
    assert [text for text in complaints if "Content Security Policy" in text] == []


def test_the_same_page_is_offered_in_three_languages(page_at: PageAt, base: str) -> None:
    page = page_at()
    page.goto(base + "/parts/citizen/")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile("/en/parts/citizen/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="やさしい日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")


def _send(page: Page) -> None:
    page.locator("main form[method=post] button[type=submit]").last.click()
