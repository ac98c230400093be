"""The slice from end to end, in a real browser against a real server: book, see it appear, read who did it."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from madoguchi.accounts.rights import Role
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.keyboard import from_the_calendar_to_the_details, leave, tab_to, type_into
from tests.browser.town import Town

NAME, KANA, PHONE = "見本　花子", "みほん はなこ", "０９０－００００－１２３４"
SENTENCE = re.compile(r"\d{4}-\d{4}")


def turn_the_month(page: Page) -> None:
    leave(page, page.locator(".month-turn[rel=next]").click)


def go_to_day(page: Page, town: Town, day: date, *, language: str = "") -> None:
    """From the front door to the times of a day, as people do: procedure, month, day."""
    page.goto(town.url(f"{language}/"))
    page.locator("a.button.start").click()
    page.get_by_role("radio").nth(1).check()
    page.locator("form .buttons button").click()
    page.wait_for_url("**/book/calendar/**")
    while f"{day:%Y-%m}" not in page.url and not page.locator(f'a.day[href*="/{day.isoformat()}/"]').count():
        turn_the_month(page)
    page.locator(f'a.day[href*="/{day.isoformat()}/"]').click()


def fill_in(page: Page) -> None:
    page.locator("input[name=name]").fill(NAME)
    page.locator("input[name=kana]").fill(KANA)
    page.locator("input[name=phone]").fill(PHONE)
    page.locator(".buttons button[value=check]").click()


def book(page: Page, town: Town, day: date) -> str:
    """The whole way; the number."""
    go_to_day(page, town, day)
    page.locator("button.slot").first.click()
    fill_in(page)
    page.get_by_role("button", name="この内容で予約する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("予約ができました")
    found = SENTENCE.search(page.locator(".big-number").inner_text())
    assert found
    return found[0]


@pytest.mark.req("RSV-01", "RSV-03", "RSV-05", "RSV-13", "RSV-14", "STF-01", "STF-09")
@pytest.mark.parametrize("with_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_citizen_books_and_the_city_sees_it_appear(page_at: PageAt, town: Town, with_scripts: bool) -> None:
    day = town.days[3]
    city = town.sign_in(page_at(1280), Role.CITY_CLERK)
    city.goto(town.url(f"/staff/city/days/{day.isoformat()}/"))
    before = int(city.locator(".day-total strong").first.inner_text())
    citizen = page_at(360, java_script_enabled=with_scripts)
    number = book(citizen, town, day)
    # No reload: the row comes by itself.
    expect(city.get_by_text(number)).to_be_visible(timeout=10_000)
    expect(city.locator(".day-total strong").first).to_have_text(str(before + 1))
    row = city.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text("見本 花子（ミホン ハナコ）")
    expect(row).to_contain_text("090-0000-1234")
    expect(row).to_contain_text("ウェブ")
    city.goto(town.url("/staff/office/history/"))
    city.get_by_label("ユーザー区分").select_option(label="市民")
    city.get_by_label("対象の番号").fill(number)
    city.get_by_role("button", name="絞り込む").click()
    entry = city.get_by_role("row").filter(has_text=number)
    expect(entry).to_contain_text("予約を受け付けました")
    expect(entry).not_to_contain_text("見本 花子")


@pytest.mark.req("RSV-13", "RSV-14")
def test_the_citizens_page_can_be_opened_again_and_only_with_its_secret(page_at: PageAt, town: Town) -> None:
    page = page_at(360, java_script_enabled=False)
    number = book(page, town, town.days[4])
    address = page.url.split("?")[0]
    other = page_at(1280)
    other.goto(address)
    expect(other.locator(".big-number")).to_have_text(number)
    expect(other.get_by_role("heading", level=1)).to_have_text("あなたの予約")
    expect(other.get_by_text("窓口で予約番号かお名前をお伝えください")).to_be_visible()
    answer = other.goto(f"{address[:-6]}AAAAA/")
    assert answer
    assert answer.status == 404


def test_the_whole_way_by_keyboard(page_at: PageAt, town: Town) -> None:
    page = page_at(1280)
    page.goto(town.url("/"))
    tab_to(page, "a.button.start")
    page.keyboard.press("Enter")
    page.wait_for_url("**/book/")
    tab_to(page, "input[type=radio]")
    page.keyboard.press("Space")
    tab_to(page, "form .buttons button")
    page.keyboard.press("Enter")
    from_the_calendar_to_the_details(page)
    type_into(page, {"name": NAME, "kana": KANA, "phone": PHONE})
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("内容を確かめる")
    tab_to(page, ".buttons button[value=book]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("予約ができました")


@pytest.mark.req("LNG-07", "PLT-03")
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_way_is_accessible(page_at: PageAt, town: Town, width: int) -> None:
    page = page_at(width)
    page.goto(town.url("/"))
    assert_accessible(page)
    page.goto(town.url("/book/?next=1"))
    assert_accessible(page)
    go_to_day(page, town, town.days[5])
    assert_accessible(page)
    page.go_back()
    assert_accessible(page)
    page.go_forward()
    page.locator("button.slot").first.click()
    assert_accessible(page)
    page.locator(".buttons button[value=check]").click()
    expect(page).to_have_title(re.compile("^エラー："))
    assert_accessible(page)
    fill_in(page)
    assert_accessible(page)
    page.locator(".buttons button[value=book]").click()
    assert_accessible(page)


@pytest.mark.req("LNG-07", "PLT-03", "PLT-04")
@pytest.mark.parametrize("width", [360, 1280])
def test_the_citys_pages_are_accessible(page_at: PageAt, town: Town, width: int) -> None:
    page = town.sign_in(page_at(width), Role.CITY_ADMIN)
    for path in ("/staff/", f"/staff/city/days/{town.days[3].isoformat()}/", "/staff/office/history/"):
        page.goto(town.url(path))
        assert_accessible(page)
    page.locator("tbody th a").first.click()
    assert_accessible(page)


@pytest.mark.req("LNG-07")
def test_the_mark_of_a_time_stands_beside_it_on_a_narrow_screen_in_long_words_too(
    page_at: PageAt, town: Town
) -> None:
    day = town.days[8]
    town.fill_up(town.slots_of(day)[0], but=2)
    page = page_at(360)
    go_to_day(page, town, day, language="/ja-easy")
    few = page.locator("button.slot", has=page.locator(".mark-few")).first
    time, mark = few.locator(".slot-time").bounding_box(), few.locator(".mark").bounding_box()
    assert time is not None
    assert mark is not None
    assert mark["x"] > time["x"] + time["width"], "to the right of it"


@pytest.mark.req("RSV-01", "LNG-07")
@pytest.mark.parametrize(("width", "with_scripts"), [(360, True), (1280, False)], ids=["scripts", "no-scripts"])
def test_who_was_slow_goes_on_with_another_time_and_all_that_was_typed(
    page_at: PageAt, town: Town, width: int, with_scripts: bool
) -> None:
    day = town.days[6 if with_scripts else 7]
    page = page_at(width, java_script_enabled=with_scripts)
    go_to_day(page, town, day)
    page.locator("button.slot").first.click()
    expect(page.locator("[data-hold-until]")).to_contain_text(re.compile(r"\d+時\d\d分まで"))
    fill_in(page)
    town.let_holds_lapse()
    town.fill_up(town.slots_of(day)[0])
    page.get_by_role("button", name="この内容で予約する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("とっておいた時間が過ぎました")
    if with_scripts:
        assert_accessible(page)
    page.reload()  # nothing is asked
    others = page.locator(".others button")
    expect(others).to_have_count(3)
    offered = others.first.inner_text()
    others.first.click()
    expect(page.locator(".summary-list")).to_contain_text("見本 花子")
    expect(page.locator(".summary-list")).to_contain_text(offered)
    page.get_by_role("button", name="この内容で予約する").click()
    number = page.locator(".big-number").inner_text()
    # Back from the done page, as people do: the same booking, and no second one.
    page.go_back()
    expect(page.locator(".big-number")).to_have_text(number)


@pytest.mark.req("LNG-07")
def test_the_countdown_warns_in_time_and_is_extended_without_leaving_the_page(page_at: PageAt, town: Town) -> None:
    page = page_at(360)
    page.clock.install()
    go_to_day(page, town, town.days[12])
    page.locator("button.slot").first.click()
    page.locator("input[name=name]").fill(NAME)
    expect(page.locator("[data-hold-left]")).to_contain_text("あと10分")
    expect(page.locator("[data-hold-soon]")).to_be_hidden()
    page.clock.fast_forward("08:30")
    expect(page.locator("[data-hold-soon]")).to_contain_text("まもなく")
    expect(page.locator("[data-hold-said]")).to_contain_text("あと2分")
    assert_accessible(page)
    page.get_by_role("button", name="時間を延ばす").click()
    expect(page.locator("[data-hold-soon]")).to_be_hidden()
    expect(page.locator("[data-hold-said]")).to_contain_text("この時間をあなたのためにとってあります")
    expect(page.locator("[data-hold-said]")).to_contain_text("あと10分")
    expect(page.locator("input[name=name]")).to_have_value(NAME)
    page.clock.fast_forward("10:30")
    expect(page.locator("[data-hold-soon]")).to_contain_text("過ぎました")
    page.get_by_role("button", name="予約をやめる").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("日を選ぶ")


@pytest.mark.req("RSV-20", "LNG-07")
@pytest.mark.parametrize("with_scripts", [True, False], ids=["works", "waits"])
def test_a_busy_line_works_or_waits_and_goes_on(page_at: PageAt, town: Town, with_scripts: bool) -> None:
    page = page_at(360, java_script_enabled=with_scripts)
    go_to_day(page, town, town.days[13])
    with town.busy_line():
        page.locator("button.slot").first.click()
        if not with_scripts:
            expect(page.get_by_text("1分待ってから")).to_be_visible()
            page.get_by_role("button", name="次へ").click()
            expect(page.get_by_text("まだ1分たっていません")).to_be_visible()
        else:
            expect(page.get_by_role("heading", level=1)).to_have_text("お名前と連絡先", timeout=20_000)


def test_going_back_to_correct_keeps_what_was_typed(page_at: PageAt, town: Town) -> None:
    page = page_at(360, java_script_enabled=False)
    go_to_day(page, town, town.days[8])
    page.locator("button.slot").first.click()
    fill_in(page)
    page.get_by_role("button", name="入力を直す").click()
    expect(page.locator("input[name=name]")).to_have_value(NAME)
    page.locator("input[name=kana]").fill("山田")
    page.locator(".buttons button[value=check]").click()
    expect(page.locator("input[name=name]")).to_have_value(NAME)
    expect(page.locator("input[name=kana]")).to_have_value("山田")
    expect(page.locator(".field-error")).to_contain_text("フリガナ")


@pytest.mark.parametrize(
    ("language", "lang", "title"),
    [("/en", "en", "Your booking is made"), ("/ja-easy", "ja", "予約（よやく）できました")],
)
def test_the_way_in_other_languages(page_at: PageAt, town: Town, language: str, lang: str, title: str) -> None:
    page = page_at(360, java_script_enabled=False)
    go_to_day(page, town, town.days[9], language=language)
    assert page.locator("html").get_attribute("lang") == lang
    page.locator("button.slot").first.click()
    fill_in(page)
    page.locator(".buttons button[value=book]").click()
    expect(page.locator(".big-number")).to_have_text(SENTENCE)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
