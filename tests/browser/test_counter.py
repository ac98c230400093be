"""The counter's day in a real browser: find, open, check in, change; by keyboard and without scripts."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.rules import Channel
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.town import Town
from tests.worlds import person, wish


def booked(town: Town, day: date, *names: str, at: int = 3) -> Booking:
    slot = town.slots_of(day)[at]
    with town.blocker.unblock(), town.installation.as_own_database():
        people = [person(name, "") for name in names]
        return make_booking(wish(slot, *people, name=names[0], kana=""), channel=Channel.WEB, by=CITIZEN)


def moved_to_today(town: Town, booking: Booking, *, minute: int = 7) -> date:
    """Its slot lies today, whatever day the tests run on."""
    with town.blocker.unblock(), town.installation.as_own_database():
        start = clock.start_of(clock.today()) + timedelta(minutes=minute)
        Slot.objects.filter(pk=booking.slot_id).update(starts_at=start, ends_at=start + timedelta(minutes=1))
        return clock.today()


def go(page: Page, town: Town, path: str) -> None:
    page.goto(town.url(f"/staff/city/{path}"))


@pytest.mark.req("STF-07")
def test_by_keyboard_a_name_finds_the_booking_and_enter_opens_it(page_at: PageAt, town: Town) -> None:
    booking = booked(town, town.days[12], "鍵盤 一郎")
    page = town.sign_in(page_at(1280), Role.CITY_CLERK)
    go(page, town, "bookings/find/")
    page.keyboard.type("鍵盤")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"予約 {booking.spoken_number}")


@pytest.mark.req("STF-07", "STF-01")
def test_the_counter_checks_in_without_scripts_and_another_screen_sees_it(page_at: PageAt, town: Town) -> None:
    booking = booked(town, town.days[13], "来庁 花子", at=0)
    today = moved_to_today(town, booking)
    watching = town.sign_in(page_at(1280), Role.CITY_CLERK)
    go(watching, town, f"days/{today.isoformat()}/")
    page = town.sign_in(page_at(360, java_script_enabled=False), Role.CITY_CLERK)
    go(page, town, f"days/{today.isoformat()}/")
    row = page.get_by_role("row").filter(has_text="来庁 花子")
    row.locator("button[value^=arrived]").click()
    expect(page.get_by_text(f"予約 {booking.spoken_number} を「来庁」にしました。")).to_be_visible()
    expect(watching.get_by_role("row").filter(has_text="来庁 花子").locator(".tag")).to_have_text(
        "来庁", timeout=10_000
    )
    row.get_by_role("link", name="完了・取消し").click()
    page.get_by_label("結果").select_option(label="手続き完了")
    page.get_by_role("button", name="完了にする").click()
    expect(page.get_by_role("heading", name="状態：完了")).to_be_visible()
    page.get_by_role("button", name="完了を取り消す").click()
    page.get_by_role("button", name="来庁を取り消す").click()
    # The button of a list that was pushed works as well as that of the page.
    expect(watching.get_by_role("row").filter(has_text="来庁 花子").locator(".tag")).to_have_text("予約")
    watching.get_by_role("row").filter(has_text="来庁 花子").locator("button[value^=no_show]").click()
    expect(watching.get_by_role("row").filter(has_text="来庁 花子").locator(".tag")).to_have_text("不来庁")


@pytest.mark.req("STF-05", "STF-10", "STF-16")
@pytest.mark.parametrize("with_scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_clerk_moves_a_booking_adds_a_person_and_cancels_it(
    page_at: PageAt, town: Town, with_scripts: bool
) -> None:
    booking = booked(town, town.days[14], f"変更 {'花子' if with_scripts else '桃子'}")
    page = town.sign_in(page_at(1280, java_script_enabled=with_scripts), Role.CITY_CLERK)
    go(page, town, f"bookings/{booking.number}/")
    page.get_by_role("link", name="日時を変える").click()
    page.locator(".free-places a").first.click()
    page.get_by_role("button", name="この日時に移す").click()
    expect(page.get_by_text("予約番号は変わりません")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("予約の日時を変えました")
    page.get_by_role("link", name="人・手続きを変える").click()
    page.get_by_label("2人目のお名前").fill("変更 次郎")
    page.get_by_label("2人目の手続き").select_option(index=2)
    page.get_by_role("button", name="この内容にする").click()
    expect(page.get_by_role("heading", name="来る人（2人）")).to_be_visible()
    page.get_by_role("link", name="取り消す", exact=True).click()
    page.get_by_label("本人の都合").check()
    page.get_by_role("button", name="予約を取り消す").click()
    expect(page.get_by_role("heading", name="状態：取消")).to_be_visible()
    expect(page.get_by_role("link", name="日時を変える")).to_have_count(0)


@pytest.mark.req("LNG-07", "PLT-03", "PLT-04")
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_a_booking_is_accessible(page_at: PageAt, town: Town, width: int) -> None:
    booking = booked(town, town.days[15], "拝見 花子", "拝見 太郎", at=5 if width == 360 else 6)
    page = town.sign_in(page_at(width), Role.CITY_CLERK)
    booked(town, town.days[15], "拝見 花子", at=8)
    own = f"bookings/{booking.number}/"
    for path in (own, f"{own}move/", f"{own}people/", f"{own}contact/", f"{own}cancel/", "bookings/find/"):
        go(page, town, path)
        assert_accessible(page)
    page.get_by_label(re.compile("^予約番号")).fill("拝見")
    page.keyboard.press("Enter")
    expect(page.locator("caption")).to_contain_text("見つかった予約")
    assert_accessible(page)
    go(page, town, f"{own}move/")
    page.locator(".free-places a").first.click()
    assert_accessible(page)
    if width == 360:
        moved_to_today(town, booked(town, town.days[16], "今日 花子", at=0), minute=9)
    go(page, town, f"days/{clock.today().isoformat()}/")
    assert_accessible(page)


@pytest.mark.req("STF-08", "LNG-07", "PLT-04")
@pytest.mark.parametrize("width", [360, 1280])
def test_a_list_is_narrowed_and_taken_out_without_scripts(page_at: PageAt, town: Town, width: int) -> None:
    day = town.days[17]
    booking = booked(town, day, "抽出 花子", at=2 if width == 360 else 4)
    page = town.sign_in(page_at(width, java_script_enabled=False), Role.CITY_ADMIN)
    go(page, town, "persons/")
    page.get_by_label("この日から").fill(f"{day.year}年{day.month}月{day.day}日")
    page.get_by_label("受付").select_option(label="ウェブ")
    page.get_by_role("button", name="絞り込む").click()
    expect(page.get_by_role("row").filter(has_text=booking.spoken_number)).to_contain_text("抽出 花子")
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    assert download.value.suggested_filename == f"bookings-{day:%Y%m%d}-{day:%Y%m%d}.xlsx"
    with_scripts = town.sign_in(page_at(width), Role.CITY_ADMIN)
    with_scripts.goto(page.url)
    assert_accessible(with_scripts)
    expect(with_scripts.get_by_role("button", name="印刷する")).to_be_visible()
    frame = "document.querySelector('.table-frame')"
    assert with_scripts.evaluate(f"{frame}.scrollWidth <= {frame}.clientWidth")
