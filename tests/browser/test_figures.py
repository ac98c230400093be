"""Figures are looked at, and a goal is set by keyboard, with and without scripts, wide and narrow."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from madoguchi.accounts.rights import Role
from madoguchi.core import clock
from madoguchi.metrics.availability.actions import note_probe
from madoguchi.metrics.baseline.actions import keep_baseline
from madoguchi.metrics.baseline.rules import Line
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.keyboard import tab_to
from tests.browser.town import Town
from tests.metrics.days import Made, happen
from tests.worlds import actor

ROOM = "/staff/manager/figures/"
LOOKS = ("", "heat/", "first/", "effect/", "kpi/", "baseline/", "baseline/enter/", "availability/")


@pytest.fixture
def busy_town(town: Town) -> Town:
    """Calls of the last hour, a former contractor, a server that was seen to answer."""
    now, ends = clock.now(), ["answered"] * 7 + ["abandoned"] * 3
    with town.blocker.unblock(), town.installation.as_own_database():
        happen([Made(now - timedelta(minutes=50 - number), end, 10) for number, end in enumerate(ends)])
        month = now.date().replace(day=1)
        lines = [Line(month.replace(year=month.year - 1), key, 80) for key in ("answer_rate", "received")]
        keep_baseline(lines, source="前の事業者の月次報告", by=actor(Role.MANAGER))
        note_probe(now - timedelta(seconds=50), witness="one", is_up=True)
        note_probe(now, witness="one", is_up=True)
    return town


@pytest.mark.req("RTV-06", "QUA-03", "QUA-04", "QUA-08", "QUA-09", "PLT-05")
@pytest.mark.parametrize(("width", "java_script_enabled"), [(360, False), (1280, True)])
def test_every_look_is_read_and_a_goal_set_by_keyboard(
    page_at: PageAt, busy_town: Town, width: int, java_script_enabled: bool
) -> None:
    page = busy_town.sign_in(page_at(width), Role.SUPERVISOR)
    for look in LOOKS:
        page.goto(busy_town.url(f"{ROOM}{look}"))
        assert_accessible(page)
    page = busy_town.sign_in(page_at(width, java_script_enabled=java_script_enabled), Role.SUPERVISOR)
    page.goto(busy_town.url(f"{ROOM}kpi/answer_rate/set/"))
    tab_to(page, "[name=value]")
    page.keyboard.type("75")
    tab_to(page, "main form.form button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("設定の目標：75 %以上")).to_be_visible()
    if java_script_enabled:
        assert_accessible(page)
