"""An announcement written, heard, approved; the emergency switched; a task finished: in a real browser, at both widths,
with the voice that the product carries, and without scripts."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.calls.announcements.models import Announcement
from madoguchi.calls.announcements.rules import Kind, State
from madoguchi.calls.policy.queries import emergency_on
from madoguchi.config.presets import apply_preset, folder_of
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.services.processes import Installation, new_installation, wait_until
from tests.services.signed_in import session_for, staff_of

LIST = "/staff/telephone/announcements/"
SWITCH = "/staff/telephone/emergency/"
LINES = "/staff/telephone/lines/"
WIDTHS = pytest.mark.parametrize("width", [360, 1280])


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        made.collect_static()
        apply_preset(folder_of("hatsukaichi"))
        made.serve()
        yield made


def signed_in(page: Page, installation: Installation, role: Role) -> Page:
    page.context.clear_cookies()
    key = session_for(staff_of(role))
    page.context.add_cookies([{"name": "session", "value": key, "url": installation.address}])
    return page


def look(page: Page, name: str) -> None:
    assert_accessible(page)
    if pictures := os.environ.get("PICTURES"):
        width = (page.viewport_size or {"width": 0})["width"]
        page.screenshot(path=f"{pictures}/{name}-{width}.png", full_page=True)


@pytest.mark.req("TEL-09")
@WIDTHS
def test_a_text_is_written_heard_and_approved(page_at: PageAt, installation: Installation, width: int) -> None:
    page = signed_in(page_at(width), installation, Role.SUPERVISOR)
    page.goto(f"{installation.address}{LIST}")
    look(page, "announcements")
    page.get_by_role("link", name="急な受付停止", exact=True).click()
    page.get_by_role("link", name="新しい文面を書く").click()
    page.get_by_label("文面").fill("ただいま、設備の点検のため、電話の受付を停止しています。10:30に再開します。")
    look(page, "announcement-write")
    page.get_by_role("button", name="保存して聞く").press("Enter")
    sound = page.locator("#draft ~ audio")
    expect(sound).to_be_visible()
    page.wait_for_function(
        "new Promise(done => { const a = document.querySelector('#draft ~ audio'); a.preload = 'auto'; a.onloadedmetadata = () => done(a.duration > 4); a.load() })"
    )
    look(page, "announcement")
    signed_in(page, installation, Role.CITY_CLERK)
    page.reload()
    page.get_by_role("link", name="承認する").click()
    look(page, "announcement-approve")
    page.get_by_role("button", name="この文面を承認する").click()
    written = Announcement.objects.filter(kind=Kind.CLOSED_NOW).order_by("-number")
    wait_until(lambda: written[0].state == State.APPROVED)
    assert written[0].sound_id is not None


@pytest.mark.req("INC-12")
@WIDTHS
def test_the_emergency_is_switched_on_and_off_without_a_script(
    page_at: PageAt, installation: Installation, width: int
) -> None:
    page = signed_in(page_at(width, java_script_enabled=False), installation, Role.MANAGER)
    page.goto(f"{installation.address}{SWITCH}")
    page.get_by_label("新しい文面").fill("大きな地震がありました。窓口は、閉じています。")
    page.get_by_label("サイトのお知らせ").fill("地震のため、窓口を閉じています。")
    page.get_by_label("理由").fill("地震")
    page.get_by_role("button", name="緊急案内を入れる").click()
    expect(page.get_by_text("緊急案内が入っています")).to_be_visible()
    assert emergency_on() is not None
    seen = page_at(width)
    seen.goto(f"{installation.address}/")
    expect(seen.get_by_text("地震のため、窓口を閉じています。")).to_be_visible()
    look(seen, "emergency-site")
    looked = signed_in(page_at(width), installation, Role.MANAGER)
    looked.goto(f"{installation.address}{SWITCH}")
    look(looked, "emergency")
    page.get_by_role("button", name="緊急案内を切る").click()
    wait_until(lambda: emergency_on() is None)
    looked.goto(f"{installation.address}{SWITCH}")
    look(looked, "emergency-off")
    looked.get_by_role("link", name="いま受付を止める").click()
    look(looked, "closing")


@pytest.mark.req("TEL-23", "TEL-06")
@WIDTHS
def test_the_lines_and_a_task_are_readable_and_a_task_is_finished(
    page_at: PageAt, installation: Installation, width: int
) -> None:
    page = signed_in(page_at(width), installation, Role.MANAGER)
    page.goto(f"{installation.address}{LINES}new/")
    page.get_by_label("電話番号").fill("0120-000-111")
    page.get_by_label("呼び名").fill("代表")
    look(page, "line-new")
    page.get_by_role("button", name="登録する").click()
    look(page, "lines")
    page.get_by_role("link", name="携帯電話から試験の電話をかける").click()
    page.get_by_label("済んだ証拠").fill("携帯電話から確かめた")
    look(page, "line-task")
    page.get_by_role("button", name="済みにする").click()
    expect(page.get_by_text("携帯電話から確かめた")).to_be_visible()
