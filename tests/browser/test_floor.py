"""The supervisor's floor in a real browser: it follows telephones without a reload, is worked by keyboard, fits."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.actions import change_state, sign_in, sign_out
from madoguchi.calls.agents.administration import add_agent
from madoguchi.calls.agents.following import follow
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.queries import state_of
from madoguchi.calls.agents.rules import Device, State
from madoguchi.core import clock
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.conftest import PageAt
from tests.browser.town import Town
from tests.calls.people import SUPERVISOR, seat, staff, themselves


@contextmanager
def in_town(town: Town) -> Iterator[None]:
    with town.blocker.unblock(), town.installation.as_own_database():
        yield


@pytest.fixture
def someone(town: Town) -> Iterator[Agent]:
    with in_town(town):
        person = staff("op-floor")
        one = Agent.objects.filter(staff=person).first() or add_agent(
            person, device=Device.SOFT_PHONE, by=SUPERVISOR
        )
        sign_in(one, seat("フロアの席"), by=themselves(one))
        change_state(one, State.READY, by=themselves(one))
    yield one
    with in_town(town):
        row = state_of(one)
        if row and row.state in (State.TALKING, State.HOLD):
            follow(one.extension, State.AFTER_CALL, at=clock.now())
        sign_out(one, by=themselves(one))


@pytest.mark.req("RTV-01", "OPC-05")
def test_a_telephone_that_is_picked_up_shows_on_the_floor_without_a_reload(
    page_at: PageAt, town: Town, someone: Agent
) -> None:
    page = town.sign_in(page_at(1280), Role.SUPERVISOR)
    page.goto(town.url("/staff/supervisor/floor/"))
    row = page.get_by_role("row", name=re.compile("見本 op-floor"))
    expect(row).to_contain_text("受付可")
    listen = page.get_by_role("button", name=re.compile("^聞く"))
    expect(listen).to_have_count(0)
    with in_town(town):
        follow(someone.extension, State.TALKING, at=clock.now(), call_key="floor-1")
    expect(row).to_contain_text("通話中", timeout=2_000)
    expect(row.locator("[data-since]")).to_have_text(
        re.compile(r"0分0[3-6]秒"), timeout=6_000
    )  # it goes on by itself
    listen.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("自分の内線と電話機がないため")).to_be_visible()


@pytest.mark.req("LNG-07", "PLT-03", "WFM-05")
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_floor_is_accessible_and_fits(
    page_at: PageAt, town: Town, someone: Agent, width: int
) -> None:
    page = town.sign_in(page_at(width), Role.SUPERVISOR)
    with in_town(town):
        follow(someone.extension, State.TALKING, at=clock.now(), call_key="floor-2")
    for path in ("floor/", "floor/days/", "seats/", "seats/add/"):
        page.goto(town.url(f"/staff/supervisor/{path}"))
        assert_accessible(page)
        assert_fits(page)
    page.get_by_role("button", name="席を増やす").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert_accessible(page)
    page.goto(town.url(f"/staff/telephone/agents/{someone.extension}/day/"))
    assert_accessible(page)


@pytest.mark.req("RTV-01")
def test_without_scripts_the_floor_shows_how_it_is_and_its_buttons_work(
    page_at: PageAt, town: Town, someone: Agent
) -> None:
    with in_town(town):
        follow(someone.extension, State.TALKING, at=clock.now(), call_key="floor-3")
    page = town.sign_in(page_at(1280, java_script_enabled=False), Role.SUPERVISOR)
    page.goto(town.url("/staff/supervisor/floor/"))
    page.get_by_role("button", name=re.compile("^引き取る")).click()
    expect(page.get_by_text("自分の内線と電話機がないため")).to_be_visible()
