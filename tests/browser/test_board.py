"""The board in a real browser: within a second of a call, at every width, by keyboard, without JavaScript."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.following import follow
from madoguchi.calls.agents.models import Agent, AgentState, Seat
from madoguchi.calls.agents.rules import Device, State
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.core import clock
from madoguchi.municipality.actions import change_settings
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.services.processes import Installation, new_installation
from tests.services.signed_in import session_for, staff_of
from tests.telephone.told import NINE, Told
from tests.telephone.town import kept
from tests.worlds import ADMIN

BOARD, WALL = "/staff/supervisor/board/", "/staff/supervisor/board/wall/"


@pytest.fixture(scope="module")
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        made.collect_static()
        apply_preset(folder_of("hatsukaichi"))
        change_settings({"switches.multi_base": True}, by=ADMIN)
        for extension, base in (("77", "広島"), ("78", "那覇")):
            staff = staff_of(Role.OPERATOR, f"op-{extension}")
            seat = Seat.objects.create(name=f"席{extension}", base=base)
            agent = Agent.objects.create(staff=staff, extension=extension, device=Device.SOFT_PHONE.value)
            AgentState.objects.create(agent=agent, state=State.READY.value, seat=seat, began_at=clock.now())
        made.serve()
        yield made


@pytest.fixture
def ours(installation: Installation, django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with django_db_blocker.unblock(), installation.as_own_database():
        yield installation


def open_page(page: Page, installation: Installation, path: str, role: Role = Role.SUPERVISOR) -> Page:
    key = session_for(staff_of(role))
    page.context.add_cookies([{"name": "session", "value": key, "url": installation.address}])
    page.goto(f"{installation.address}{path}")
    return page


def seconds_from_nine() -> float:
    return (clock.now() - NINE) / timedelta(seconds=1)


def following(page: Page) -> None:
    """The line is open: the first fragment has come."""
    expect(page.locator("[data-board][data-live-shown]")).to_have_count(1)


@pytest.mark.req("RTV-01", "RTV-05")
@pytest.mark.parametrize("path", [BOARD, WALL])
def test_a_call_is_on_the_board_when_it_comes_in_and_when_it_is_answered(
    ours: Installation, page_at: PageAt, path: str
) -> None:
    page = open_page(page_at(1280), ours, path)
    following(page)
    waiting = page.locator(".board-tile.waiting strong")
    expect(waiting).to_have_text("0")
    start = seconds_from_nine()
    told = Told(f"call-{path}", log=path).arrived(start).decided(start).queued(start)
    kept(told)
    committed = time.monotonic()
    expect(waiting).to_have_text("1", timeout=5_000)
    assert time.monotonic() - committed < 3  # a second on a machine that has nothing else to do: bin/bench floor
    since = page.locator(".waiting [data-since]")
    expect(since).to_have_text(re.compile(r"0:0[2-5]"), timeout=6_000)  # the clock goes on by itself
    follow("77", State.TALKING, at=clock.now(), call_key=told.call)
    kept(told.answered(seconds_from_nine(), "77", wait=2))
    expect(waiting).to_have_text("0")
    expect(page.locator(".board-people li", has_text="通話中")).to_have_count(1)
    follow("77", State.AFTER_CALL, at=clock.now(), call_key=told.call)
    follow("77", State.READY, at=clock.now())
    expect(page.locator(".board-people li", has_text="受付可")).to_have_count(2)
    kept(told.completed(seconds_from_nine(), "77", talk=3).ended(seconds_from_nine()))


@pytest.mark.req("RTV-05")
@pytest.mark.parametrize("width", [360, 1280])
def test_the_board_is_accessible_and_as_wide_as_the_window(ours: Installation, page_at: PageAt, width: int) -> None:
    for role in (Role.SUPERVISOR, Role.CITY_CLERK):
        for path in (BOARD, WALL):
            page = open_page(page_at(width), ours, path, role)
            assert_accessible(page)
            page.close()


@pytest.mark.req("RTV-05")
def test_a_wall_is_seen_whole_however_many_are_there(ours: Installation, page_at: PageAt) -> None:
    page = open_page(page_at(1920, height=1080), ours, WALL)
    assert_accessible(page)
    page.evaluate(
        """() => {
            const people = document.querySelector(".board-people");
            const one = people.firstElementChild;
            while (people.children.length < 150) people.append(one.cloneNode(true));
            people.dataset.crowd = "very-many";
        }"""
    )
    last = page.locator(".board-people li").last.bounding_box()
    assert last
    assert last["y"] + last["height"] <= 1080


@pytest.mark.req("RTV-05")
def test_by_keyboard_one_comes_to_a_base_to_the_table_and_to_the_wall(ours: Installation, page_at: PageAt) -> None:
    page = open_page(page_at(1280), ours, BOARD)
    page.get_by_role("link", name="那覇").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("いまの状況（那覇）")
    expect(page.locator(".board-people li")).to_have_count(1)
    fold = page.locator("#board-table summary")
    fold.focus()
    followed = page.locator(".board-now").get_attribute("data-server-now") or ""
    expect(page.locator(".board-now")).not_to_have_attribute("data-server-now", followed, timeout=30_000)
    expect(fold).to_be_focused()  # the new board came under somebody's fingers
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="サービスレベル")).to_be_visible()
    page.get_by_role("link", name="大きな画面").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="ふつうの画面に戻る")).to_be_visible()
    expect(page.locator(".board-people li")).to_have_count(1)


def test_without_javascript_the_board_is_as_it_was_loaded_and_can_be_loaded_again(
    ours: Installation, page_at: PageAt
) -> None:
    page = open_page(page_at(360, java_script_enabled=False), ours, BOARD)
    expect(page.locator(".board-figure").first).to_be_visible()
    page.get_by_role("link", name="更新").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("いまの状況")
