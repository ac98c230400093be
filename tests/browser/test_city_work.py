"""The counter and the city at work in a real browser: scanning people in, a day on paper, handing over, the ledger."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.rules import Channel
from madoguchi.core import clock
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.town import Town
from tests.worlds import OPERATOR, person, wish


def by_telephone(town: Town, name: str, *, day: int, at: int) -> Booking:
    slot = town.slots_of(town.days[day])[at]
    with town.blocker.unblock(), town.installation.as_own_database():
        return make_booking(
            wish(slot, person(name, ""), name=name, kana=""), channel=Channel.TELEPHONE, by=OPERATOR
        )


def today(town: Town, booking: Booking, *, minute: int) -> Booking:
    """Its slot lies today, whatever day the tests run on."""
    with town.blocker.unblock(), town.installation.as_own_database():
        start = clock.start_of(clock.today()) + timedelta(minutes=minute)
        Slot.objects.filter(pk=booking.slot_id).update(starts_at=start, ends_at=start + timedelta(minutes=1))
    return booking


def go(page: Page, town: Town, path: str) -> Page:
    page.goto(town.url(f"/staff/city/{path}"))
    return page


@pytest.mark.req("STF-07", "LNG-07", "PLT-04")
@pytest.mark.parametrize("width", [360, 1280])
def test_a_scanner_and_the_enter_key_check_people_in_one_after_the_other(
    width: int, page_at: PageAt, town: Town
) -> None:
    at = 0 if width == 360 else 2
    first = today(town, by_telephone(town, f"走査 {width}郎", day=18, at=at), minute=21 + at)
    second = today(town, by_telephone(town, f"走査 {width}子", day=18, at=at + 1), minute=22 + at)
    page = go(town.sign_in(page_at(width), Role.CITY_CLERK), town, f"days/{clock.today()}/")
    assert_accessible(page)
    # A scanner types what it reads into whatever has the focus, and presses Enter.
    field = page.get_by_label("来た方の予約番号")
    for booking in (first, second):
        expect(field).to_be_focused()
        page.keyboard.type(f"MADOGUCHI:{booking.number}")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=2).first).to_contain_text(booking.spoken_number)
        expect(page.get_by_role("button", name="来庁にする")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"予約 {booking.spoken_number} を「来庁」にしました。")).to_be_visible()
    expect(field).to_be_focused()
    page.keyboard.type(first.number)
    page.keyboard.press("Enter")
    expect(page.get_by_text("この予約は、もう受け付けています")).to_be_visible()
    assert_accessible(page)
    field.fill(f"走査 {width}")
    page.keyboard.press("Enter")
    expect(page.get_by_text("今日の予約が、いくつか見つかりました")).to_be_visible()
    assert_accessible(page)


@pytest.mark.req("STF-07", "PLT-03")
def test_a_day_on_paper_is_entered_without_scripts(page_at: PageAt, town: Town) -> None:
    booking = today(town, by_telephone(town, "紙上 花子", day=19, at=0), minute=31)
    page = go(town.sign_in(page_at(360, java_script_enabled=False), Role.CITY_CLERK), town, "paper/")
    page.get_by_role("link", name="今日の「まとめて記録する」").click()
    page.get_by_label("紙上 花子さんの記録").select_option(label="完了：手続き完了")
    page.get_by_label("紙上 花子さんの実際の時刻").fill("０時１分")
    page.get_by_role("button", name="まとめて記録する").click()
    expect(page.get_by_text("1件を記録しました。")).to_be_visible()
    go(page, town, f"bookings/{booking.number}/")
    expect(page.get_by_role("heading", name="状態：完了")).to_be_visible()


@pytest.mark.req("STF-12")
def test_the_centre_hands_over_and_the_city_takes_receipt_and_the_file(page_at: PageAt, town: Town) -> None:
    booking = by_telephone(town, "提出 花子", day=19, at=9)
    centre = go(town.sign_in(page_at(360, java_script_enabled=False), Role.SUPERVISOR), town, "deliveries/")
    centre.get_by_role("button", name=re.compile("件を市へ提出する")).click()
    expect(centre).to_have_url(re.compile(r"/deliveries/\d+/$"))
    expect(centre.get_by_text(booking.spoken_number)).to_be_visible()
    number = centre.url.rstrip("/").rpartition("/")[2]
    city = go(town.sign_in(page_at(1280), Role.CITY_ADMIN), town, "deliveries/")
    city.get_by_role("link", name=f"第{number}号").click()
    city.get_by_role("button", name="受領する").click()
    expect(city.get_by_text(f"第{number}号を受領しました。")).to_be_visible()
    # The page stays after a file: the next press is a new one.
    for name, encoding in (("CSV（UTF-8）", "utf-8-sig"), ("CSV（Shift_JIS）", "cp932")):
        with city.expect_download() as download:
            city.get_by_role("button", name=name).click()
        assert booking.spoken_number in Path(download.value.path()).read_text(encoding)


@pytest.mark.req("STF-14")
def test_the_city_takes_its_ledger_over_and_back_without_scripts(
    page_at: PageAt, town: Town, tmp_path: Path
) -> None:
    day = town.days[21]
    start = clock.in_tokyo(town.slots_of(day)[0].starts_at)
    file = tmp_path / "台帳.csv"
    file.write_bytes(
        f"予約日,時刻,氏名,用件\r\n{day.month}月{day.day}日,{start:%H:%M},台帳 花子,受取り\r\n".encode("cp932")
    )
    page = go(town.sign_in(page_at(360, java_script_enabled=False), Role.CITY_CLERK), town, "imports/")
    page.get_by_label("台帳のファイル").set_input_files(file)
    page.get_by_role("button", name="読み込む").click()
    page.get_by_role("button", name="1件を予約にする").click()
    expect(page.get_by_text("1件の予約を取り込みました。")).to_be_visible()
    page.get_by_role("link", name="この取込みの予約をすべて取り消す").click()
    page.get_by_role("button", name="すべて取り消す").click()
    expect(page.get_by_text("取り込んだ1件の予約を取り消しました。")).to_be_visible()


@pytest.mark.req("LNG-07", "PLT-04", "STF-13")
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_citys_work_is_accessible(width: int, page_at: PageAt, town: Town) -> None:
    page = town.sign_in(page_at(width), Role.CITY_ADMIN)
    for path in (
        "deliveries/",
        "imports/",
        "paper/",
        "counts/?basis=visit&unit=month",
        f"days/{clock.today()}/catch-up/",
    ):
        go(page, town, path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(page)
