"""Hearing a recording in a real browser: a reason first, then two lanes, the keyboard, the speed; and without scripts."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.calls.recordings import store
from madoguchi.calls.recordings.models import Recording
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.taped import signed_in, with_a_tape
from tests.services.processes import Installation, wait_until

LIST = "/staff/telephone/recordings/"
pytestmark = pytest.mark.req("TEL-15")


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker, settings: Any) -> Iterator[Installation]:
    with django_db_blocker.unblock(), with_a_tape(settings, "hatsukaichi", seconds=60, minutes_ago=5) as made:
        yield made


def begin(page: Page, installation: Installation) -> None:
    recording = Recording.objects.get()
    page.goto(f"{installation.address}{LIST}{recording.key}/")
    page.get_by_label("聞く理由").select_option(label="苦情・申出に対応するため")
    page.get_by_label("理由の説明").fill("10月の苦情を確かめる")
    page.get_by_role("button", name="理由を記録して聞く").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("録音を聞く")


def at(page: Page) -> float:
    return float(page.evaluate("document.querySelector('audio').currentTime"))


@pytest.mark.parametrize("width", [360, 1280])
def test_a_recording_is_found_and_heard_by_keyboard(
    page_at: PageAt, installation: Installation, width: int, tmp_path: Path
) -> None:
    page = signed_in(page_at(width), installation, Role.MANAGER)
    page.goto(f"{installation.address}{LIST}")
    page.get_by_label("この日から").fill(f"{clock.today():%Y-%m-%d}")
    page.get_by_role("button", name="探す").click()
    assert_accessible(page)
    page.get_by_role("table").get_by_role("link").first.click()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    begin(page, installation)
    assert_accessible(page)
    if pictures := os.environ.get("PICTURES"):
        page.screenshot(path=f"{pictures}/player-{width}.png", full_page=True)
    lanes = page.get_by_role("slider")
    lanes.focus()
    page.keyboard.press("Space")
    wait_until(lambda: at(page) > 0.3)
    page.keyboard.press("Space")
    wait_until(lambda: page.evaluate("document.querySelector('audio').paused"))
    page.keyboard.press("End")
    wait_until(lambda: at(page) > 58)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    wait_until(lambda: abs(at(page) - 5) < 0.2)
    expect(lanes).to_have_attribute("aria-valuetext", "0分5秒（全体 1分0秒）")
    page.keyboard.press(">")
    expect(page.get_by_label("1.25倍")).to_be_checked()
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25
    page.get_by_label("0.75倍").check()
    assert page.evaluate("document.querySelector('audio').playbackRate") == 0.75
    box = page.locator(".player-lane svg").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait_until(lambda: abs(at(page) - 30) < 1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Event.objects.filter(kind="recording.heard").count() == 1
    for name in ("keeping/", "packages/"):
        page.goto(f"{installation.address}{LIST}{name}")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_the_browsers_own_player_stands_there(page_at: PageAt, installation: Installation) -> None:
    page = signed_in(page_at(360, java_script_enabled=False), installation, Role.SUPERVISOR)
    begin(page, installation)
    expect(page.locator("audio")).to_be_visible()
    expect(page.locator("[data-player-buttons]")).to_be_hidden()
    expect(page.locator(".player-lane path").first).to_be_attached()
    heard = page.request.get(installation.address + str(page.locator("audio").get_attribute("src")))
    assert heard.status == 200
    assert heard.body()[:4] == b"OggS"


def test_a_damaged_recording_is_said_on_the_page(page_at: PageAt, installation: Installation) -> None:
    page = signed_in(page_at(1280), installation, Role.SUPERVISOR)
    begin(page, installation)
    recording = Recording.objects.get()
    assert recording.file
    path = store.path_of(recording.file)
    path.write_bytes(path.read_bytes()[:-1])
    page.get_by_role("button", name="再生", exact=True).click()
    expect(page.get_by_text("壊れているか、書き換えられています")).to_be_visible()
    page.goto(f"{installation.address}{LIST}{recording.key}/")
    expect(page.get_by_text("この録音は異常です")).to_be_visible()
