"""A whole contact: half typed when the browser dies, gone on with in another, finished, and seen by the city at once."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.config.presets import apply_preset, folder_of
from tests.browser.accessibility import faults_of
from tests.browser.conftest import CLOSED_NETWORK, PageAt, chromium_here
from tests.services.processes import Installation, new_installation, wait_until
from tests.services.signed_in import session_for, staff_of

WRITING = "/staff/contacts/writing/"

WHAT_HAS_THE_KEYBOARD_AND_IS_SEEN = """() => {
  const field = document.activeElement
  const box = field.getBoundingClientRect()
  const above = document.elementFromPoint(box.left + box.width / 2, box.bottom - 3)
  return field.contains(above) ? field.name : `${field.name} under ${above?.className}`
}"""


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        made.collect_static()
        apply_preset(folder_of("nishitokyo"))
        made.serve()
        yield made


@contextmanager
def browser_of_its_own(browser: Browser, folder: Path) -> Iterator[tuple[Page, "subprocess.Popen[bytes]"]]:
    """A Chromium that can be killed as a whole, as the power does."""
    started = subprocess.Popen(
        [
            chromium_here(), *CLOSED_NETWORK, "--headless=new", "--no-sandbox", "--remote-debugging-port=0",
            f"--user-data-dir={folder}", "about:blank",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    told = folder / "DevToolsActivePort"
    try:
        wait_until(lambda: told.exists() and told.read_text().strip())
        port = told.read_text().split()[0]
        connected = browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}")
        yield connected.contexts[0].new_page(), started
    finally:
        kill(started)


def kill(started: "subprocess.Popen[bytes]") -> None:
    if started.poll() is None:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()


def sign_in(page: Page, installation: Installation, role: Role) -> Page:
    key = session_for(staff_of(role))
    page.context.add_cookies([{"name": "session", "value": key, "url": installation.address}])
    return page


@pytest.mark.req("HIS-02", "RTV-02", "OPC-08")
def test_a_contact_outlives_its_browser_and_the_city_sees_its_record_appear(
    installation: Installation, browser: Browser, page_at: PageAt, tmp_path: Path
) -> None:
    with browser_of_its_own(browser, tmp_path) as (page, chromium):
        sign_in(page, installation, Role.OPERATOR)
        page.goto(f"{installation.address}{WRITING}new/#tel=09012345678")
        expect(page.get_by_label("相手の電話番号")).to_have_value("09012345678")
        page.get_by_label("内容", exact=False).first.press_sequentially(
            "カードの受取りについて、持ち物を", delay=10
        )
        expect(page.locator("[name=version]")).to_have_value(re.compile("[2-9]"))
        expect(page.locator("[data-writing-state]")).to_contain_text("下書きを保存しました")
        kill(chromium)  # no goodbye, no last request

    page = sign_in(page_at(1280), installation, Role.OPERATOR)
    city = sign_in(page_at(1280), installation, Role.CITY_CLERK)
    city.goto(f"{installation.address}/staff/contacts/live/")
    expect(city.get_by_text("応対の記録はまだありません")).to_be_visible()
    page.goto(f"{installation.address}{WRITING}")
    page.get_by_role("link", name="続きを書く").click()
    content = page.locator("[name=content]")
    expect(content).to_have_value("カードの受取りについて、持ち物を")
    expect(page.locator("[name=party_phone]")).to_have_value("090-1234-5678")

    # Another tab of the same draft: neither overwrites the other in silence.
    other = page.context.new_page()
    other.goto(page.url)
    before = other.locator("[name=version]").input_value()
    other.locator("[name=content]").fill("別の画面で書いたこと")
    expect(other.locator("[name=version]")).not_to_have_value(before)
    content.press("End")
    content.press_sequentially("知りたい")
    trouble = page.locator("[data-writing-trouble]")
    expect(trouble).to_contain_text("別の画面で書き換えられています")
    assert not faults_of(page)
    page.get_by_role("button", name="この画面の内容を残す").click()
    expect(trouble).to_be_hidden()
    other.close()

    assert city.get_by_text("持ち物").count() == 0  # a draft is no record
    page.locator("[name=topic]").select_option("受取り")
    page.locator("[name=answer]").fill("はがきと本人確認書類を案内した")
    page.set_viewport_size({"width": 1280, "height": 720})  # where the bar of buttons stands over the form
    page.evaluate("scrollTo(0, 0)")
    for name in ("transfer", "language", "tags", "has_personal_data"):
        page.keyboard.press("Tab")
        assert page.evaluate(WHAT_HAS_THE_KEYBOARD_AND_IS_SEEN) == name
    page.get_by_role("button", name="完了で記録する").press("Enter")
    expect(page.get_by_text("「完了」で記録しました")).to_be_visible()
    expect(city.get_by_role("cell", name="カードの受取りについて、持ち物を知りたい")).to_be_visible(timeout=15_000)
    assert "090-1234-5678" not in city.content()
    assert not faults_of(city)
