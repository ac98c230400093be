"""Nobody loses a place, in a real browser: a day is closed with people on it, the national system stands still, and an
operator books by keyboard alone."""

from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.models import Booking
from madoguchi.booking.own_page.secret import secret_of
from madoguchi.booking.rules import Channel
from madoguchi.core.actors import CITIZEN
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.test_telephone import alt
from tests.browser.town import Town
from tests.worlds import person, wish

WITH_AND_WITHOUT_SCRIPTS = [(1280, True), (360, False)]


def booked(town: Town, day: date, name: str, *, slot: int = 0) -> Booking:
    """Somebody without mail, on a day."""
    chosen = town.slots_of(day)[slot]
    with town.blocker.unblock(), town.installation.as_own_database():
        asked = wish(chosen, person(name=name), name=name, phone=f"0900000{day.day:02d}{slot:02d}")
        return make_booking(asked, channel=Channel.WEB, by=CITIZEN)


def move_button(page: Page, booking: Booking) -> Locator:
    return page.locator(f"button[name=move][value='{booking.number}']")


def day_of(town: Town, booking: Booking) -> date:
    with town.blocker.unblock(), town.installation.as_own_database():
        return Booking.objects.select_related("slot").get(pk=booking.pk).slot.starts_at.date()


@pytest.mark.req("CAL-03", "CAL-05", "CAL-12", "STF-10")
@pytest.mark.parametrize(("width", "scripts"), WITH_AND_WITHOUT_SCRIPTS)
def test_the_city_closes_a_day_with_bookings_and_moves_them(
    page_at: PageAt, town: Town, width: int, scripts: bool
) -> None:
    day = town.days[22 if scripts else 21]
    bookings = [
        booked(town, day, name, slot=slot) for slot, name in enumerate(("移動 一郎", "移動 二郎", "移動 三郎"))
    ]
    page = town.sign_in(page_at(width, java_script_enabled=scripts), Role.CITY_ADMIN)
    page.goto(town.url(f"/staff/office/slots/main/{day}/"))
    page.get_by_role("link", name="この日を見直す").click()
    page.get_by_label("この日を閉じる").check()
    page.locator("[name=note]").fill("停電の工事")
    page.get_by_role("button", name="変更を確かめる").click()
    expect(page.get_by_text("先に移ってもらう予約（3件）")).to_be_visible()
    if scripts:
        assert_accessible(page)
    move_button(page, bookings[0]).click()
    expect(page.get_by_text("1件の予約を移しました")).to_be_visible()
    page.get_by_role("combobox").first.select_option(index=2)
    page.get_by_role("button", name="印を付けた予約を移す").click()
    expect(page.get_by_text("2件の予約を移しました")).to_be_visible()
    page.get_by_role("button", name="この内容で見直す").click()
    expect(page.get_by_text("予約枠を見直しました")).to_be_visible()
    assert all(day_of(town, booking) != day for booking in bookings)
    page.goto(town.url("/staff/city/bookings/to-telephone/?reason=closed_day"))
    expect(page.get_by_text("移動 一郎").first).to_be_visible()


@pytest.mark.req("CAL-05", "STF-05", "RSV-10", "LNG-07")
@pytest.mark.parametrize(("width", "scripts"), WITH_AND_WITHOUT_SCRIPTS)
def test_the_national_system_stands_still_for_a_morning(
    page_at: PageAt, town: Town, width: int, scripts: bool
) -> None:
    day = town.days[19 if scripts else 18]
    by_link, by_clerk = booked(town, day, "停止 花子"), booked(town, day, "停止 太郎", slot=1)
    page = town.sign_in(page_at(width, java_script_enabled=scripts), Role.CITY_ADMIN)
    _begin(page, town, day, look=scripts)
    _protect_first_free(page, look=scripts)
    citizen = page_at(width, java_script_enabled=scripts)
    citizen.goto(town.url(f"/book/day/{day}/?procedure=pickup"))
    expect(citizen.get_by_text("全国のシステム（J-LIS）が止まるため")).to_be_visible()
    assert_moved_by_own_link(citizen, town, by_link, day)
    page.goto(town.url("/staff/office/outages/"))
    page.locator("table a").first.click()
    expect(page.get_by_text("連絡待ち 1件、移動済み 1件")).to_be_visible()
    if scripts:
        assert_accessible(page)
    move_button(page, by_clerk).click()
    expect(page.get_by_text("まだ移っていない予約はありません")).to_be_visible()
    page.get_by_role("link", name="停止の予定をやめる").click()
    page.get_by_role("button", name="停止の予定をやめる").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("J-LISの停止（終わりました）")
    citizen.goto(town.url(f"/book/day/{day}/?procedure=pickup"))
    expect(citizen.get_by_text("全国のシステム（J-LIS）が止まるため")).to_have_count(0)


def _begin(page: Page, town: Town, day: date, *, look: bool) -> None:
    page.goto(town.url("/staff/office/outages/new/"))
    page.get_by_role("radio", name="日時を決める（計画された停止）").check()
    page.get_by_label("始まる日").fill(f"{day}")
    page.get_by_label("始まる時刻").fill("8:00")
    page.get_by_role("radio", name="決まっている").check()
    page.get_by_label("終わる日").fill(f"{day}")
    page.get_by_label("終わる時刻").fill("12:00")
    page.get_by_role("button", name="移ってもらう予約を確かめる").click()
    expect(page.get_by_text("移ってもらう予約は 2件 です")).to_be_visible()
    if look:
        assert_accessible(page)
    page.get_by_role("button", name="この内容で予約を止める").click()
    expect(page.get_by_text("カードの手続きの予約を止めました")).to_be_visible()


def _protect_first_free(page: Page, *, look: bool) -> None:
    page.get_by_role("link", name="移る人の場所を確保する").click()
    page.get_by_label("に確保する人数").first.fill("2")
    page.get_by_role("button", name="この人数を確保する").click()
    expect(page.get_by_text("確保する人数を変えました")).to_be_visible()
    if look:
        assert_accessible(page)


def assert_moved_by_own_link(citizen: Page, town: Town, booking: Booking, day: date) -> None:
    with town.blocker.unblock(), town.installation.as_own_database():
        secret = secret_of(booking)
    citizen.goto(town.url(f"/my/{secret}/time/{day}/"))
    citizen.locator("a.slot").first.click()
    citizen.get_by_role("button", name="この日時に変える").click()
    expect(citizen.get_by_text("日時を変えました。")).to_be_visible()


class Keys:
    """A keyboard that counts: every key that an operator presses, and nothing of a mouse."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed, self.filled = page, 0, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.pressed += 1

    def fill_in(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)
        self.filled += 1

    def alt(self, digit: str) -> None:
        alt(self.page, digit)
        self.pressed += 2


# Card, Moran and Newell's keystroke-level model: a key of a practised typist, and a moment of thought before a step.
KEY_SECONDS, THOUGHT_SECONDS = 0.2, 1.35
MOST_FIELDS, MOST_SECONDS = 6, 30


@pytest.mark.req("STF-02", "STF-03")
def test_a_booking_takes_six_fields_and_no_mouse(page_at: PageAt, town: Town) -> None:
    page = town.sign_in(page_at(1280), Role.OPERATOR)
    page.goto(town.url("/staff/operator/"))
    keys = Keys(page)
    keys.alt("1")
    expect(page.get_by_role("heading", level=1)).to_have_text("1人の空きを案内する")
    expect(page.locator(".free-places button:focus")).to_have_count(1)
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("予約の内容を聞き取る")
    for text in ("電話 花子", "でんわ はなこ", "09000000022"):
        keys.fill_in(text)
        keys.press("Tab")
    keys.press("ArrowDown")
    keys.filled += 1
    keys.alt("1")
    expect(page.get_by_role("heading", level=1)).to_have_text("読み上げて伝える")
    assert keys.filled <= MOST_FIELDS
    steps = 1 + 1 + keys.filled + 1  # how many come, the time, each field, the end
    assert keys.pressed * KEY_SECONDS + steps * THOUGHT_SECONDS <= MOST_SECONDS
