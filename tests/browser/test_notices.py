"""Mails, calls and a planned stop in a real browser: at both widths, by keyboard, without scripts."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from madoguchi.accounts.rights import Role
from madoguchi.booking.actions import make_booking
from madoguchi.booking.rules import Channel
from madoguchi.booking.to_telephone.actions import ask_to_telephone
from madoguchi.booking.to_telephone.rules import CallReason
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN, SYSTEM
from madoguchi.messages.models import Message
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.town import Town
from tests.services.processes import wait_until
from tests.worlds import wish


def book_with_mail(town: Town) -> str:
    slot = town.slots_of(town.days[1])[3]
    with town.blocker.unblock(), town.installation.as_own_database():
        wished = wish(slot, email="yousu@example.jp", name="様子 花子", phone="09000000088")
        booking = make_booking(wished, channel=Channel.WEB, by=CITIZEN)
        ask_to_telephone(booking, reason=CallReason.MAIL, by=SYSTEM)
        wait_until(lambda: Message.objects.filter(booking=booking).exclude(state="waiting").exists())
        return booking.number


@pytest.mark.req("NTF-01", "NTF-10")
@pytest.mark.parametrize("width", [360, 1280])
def test_a_mail_is_read_and_a_call_is_noted(page_at: PageAt, town: Town, width: int) -> None:
    number = book_with_mail(town)
    page = town.sign_in(page_at(width), Role.OPERATOR)
    page.goto(town.url(f"/staff/operator/bookings/{number}/"))
    assert_accessible(page)
    page.get_by_role("link", name="予約完了").click()
    expect(page.get_by_text("予約を受け付けました")).to_be_visible()
    assert_accessible(page)
    page.goto(town.url("/staff/office/messages/"))
    assert_accessible(page)
    page.goto(town.url("/staff/operator/bookings/to-telephone/"))
    assert_accessible(page)
    page.get_by_role("button", name="出ない").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("を「出ない」と記録しました")).to_be_visible()
    page.get_by_role("button", name="話せた").first.click()
    expect(page.get_by_text("一覧から外しました")).to_be_visible()


def fill_in_stop(page: Page, town: Town) -> None:
    starts = clock.now() - timedelta(minutes=1)
    ends = starts + timedelta(hours=2)
    page.goto(town.url("/staff/office/stops/new/"))
    page.get_by_label("始まる日").fill(f"{starts:%Y-%m-%d}")
    page.get_by_label("始まる時刻").fill(f"{starts:%H:%M}")
    page.get_by_label("終わる日").fill(f"{ends:%Y-%m-%d}")
    page.get_by_label("終わる時刻").fill(f"{ends:%H:%M}")
    page.get_by_label("理由").fill("更新作業")
    page.get_by_label("作業する人").fill("保守担当")
    page.get_by_role("button", name="登録して、市に知らせる").click()


@pytest.mark.req("NTF-08", "NTF-09")
def test_a_stop_is_planned_met_seen_and_ended_without_scripts(page_at: PageAt, town: Town) -> None:
    manager = town.sign_in(page_at(1280, java_script_enabled=False), Role.MANAGER)
    fill_in_stop(manager, town)
    try:
        expect(manager.get_by_role("heading", name="状態：停止中")).to_be_visible()
        citizen = page_at(360)
        wait_until(lambda: _status(citizen, town) == 503, pause=0.5)
        expect(citizen.get_by_role("heading", level=1)).to_have_text("ただいま、メンテナンスのため止まっています")
        assert_accessible(citizen)
        clerk = town.sign_in(page_at(1280), Role.CITY_CLERK)
        clerk.goto(town.url("/staff/office/stops/"))
        assert_accessible(clerk)
        clerk.goto(town.url("/staff/"))
        clerk.get_by_role("link", name="計画停止の知らせを確かめる").first.click()
        clerk.get_by_role("button", name="計画停止の知らせを確かめました").click()
        expect(clerk.get_by_text("確かめたことを記録しました")).to_be_visible()
        assert_accessible(clerk)
    finally:
        manager.get_by_role("button", name="いま終える").click()
    expect(manager.get_by_text("計画停止を終えました")).to_be_visible()
    wait_until(lambda: _status(citizen, town) == 200, pause=0.5)


def _status(page: Page, town: Town) -> int:
    answer = page.goto(town.url("/"))
    assert answer is not None
    return answer.status
