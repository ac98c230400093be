"""A call is drawn, rated beside its recording by keyboard, seen by its operator; with and without scripts, wide and narrow."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.quality.actions import pick_call
from madoguchi.quality.models import Case, CoachingNote, Rating
from madoguchi.quality.rules import Origin
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.keyboard import tab_to
from tests.browser.taped import picture, signed_in, with_a_tape
from tests.quality.rated import MANAGER, SUPERVISOR, rated
from tests.recordings.tape import call
from tests.services.processes import Installation
from tests.services.signed_in import staff_of

BASE = "/staff/quality/"
pytestmark = pytest.mark.req("QUA-07", "QUA-05", "OPC-10")


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker, settings: Any) -> Iterator[Installation]:
    with django_db_blocker.unblock(), with_a_tape(settings, "nishitokyo", seconds=30, minutes_ago=3) as made:
        yield made


@pytest.mark.parametrize("width", [360, 1280])
def test_a_drawn_call_is_rated_by_keyboard_beside_its_recording(
    page_at: PageAt, installation: Installation, width: int
) -> None:
    page = signed_in(page_at(width), installation, Role.SUPERVISOR)
    page.goto(f"{installation.address}{BASE}draw/")
    assert_accessible(page)
    tab_to(page, "main form button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("通話を選んだ記録")
    assert_accessible(page)
    picture(page, "draw", width)
    page.goto(f"{installation.address}{BASE}")
    assert_accessible(page)
    picture(page, "evaluations", width)
    page.locator("main tbody a").first.click()
    assert_accessible(page)
    page.get_by_role("button", name="評価を始める").click()
    page.get_by_label("理由の説明").fill("今月の評価")
    page.get_by_role("button", name="理由を記録して聞く").click()
    expect(page.get_by_role("slider")).to_be_visible()
    assert Event.objects.filter(kind="recording.opened").count() == 1
    assert_accessible(page)
    picture(page, "rating", width)
    for item in Rating.objects.get().sheet.items:
        tab_to(page, f"input[name=level_{item.item}]")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    tab_to(page, "button[value=finish]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("二人目待ち")).to_be_visible()
    assert Rating.objects.get().is_finished
    assert set(Rating.objects.get().levels.values()) == {2}
    rated(Case.objects.get(), by=MANAGER, level=3)
    page.reload()
    expect(page.get_by_text("1段階の差").first).to_be_visible()
    page.get_by_label("これからのそろえ方").fill("復唱がなければ2")
    page.get_by_role("button", name="そろえ方を保存する").click()
    page.get_by_label("本人に伝えること").fill("復唱をお願いします")
    page.get_by_role("button", name="本人に伝える").click()
    expect(page.get_by_text("まだ読んでいません")).to_be_visible()
    assert_accessible(page)
    picture(page, "compared", width)
    for name in ("figures/", "sheet/", "pick/"):
        page.goto(f"{installation.address}{BASE}{name}")
        assert_accessible(page)
        picture(page, name.strip("/"), width)
    signed_in(page, installation, Role.MANAGER).goto(f"{installation.address}{BASE}sheet/")
    assert_accessible(page)
    picture(page, "sheet-form", width)
    operator = signed_in(page_at(width), installation, Role.OPERATOR)
    operator.goto(f"{installation.address}{BASE}own/")
    assert_accessible(operator)
    picture(operator, "own", width)
    operator.locator("main tbody a").first.click()
    operator.get_by_role("button", name="読みました").click()
    operator.get_by_label("答え").fill("次から復唱します")
    operator.get_by_role("button", name="答えを送る").click()
    expect(operator.get_by_text("次から復唱します")).to_be_visible()
    assert_accessible(operator)
    picture(operator, "own-case", width)
    assert CoachingNote.objects.get().read_at


def test_without_scripts_everything_is_done_by_forms(page_at: PageAt, installation: Installation) -> None:
    found = call("1764.2", at=clock.now() - timedelta(minutes=9), staff=staff_of(Role.OPERATOR, "op-2"))
    case = pick_call(found, origin=Origin.PICKED, why="保留が長い", by=SUPERVISOR)
    page = signed_in(page_at(360, java_script_enabled=False), installation, Role.SUPERVISOR)
    page.goto(f"{installation.address}{BASE}cases/{case.key}/")
    page.get_by_role("button", name="評価を始める").click()
    page.get_by_role("button", name="評価を終える").click()
    expect(page.get_by_text("「親切」を評価してください。").first).to_be_visible()
    for item in Rating.objects.get().sheet.items:
        page.locator(f"input[name=level_{item.item}]").first.check()
    page.get_by_label("よくするところ").fill("復唱")
    page.get_by_role("button", name="評価を終える").click()
    expect(page.locator("main p.only-narrow")).to_contain_text("重大な誤りあり")
    page.get_by_label("本人に伝えること").fill("本人の確かめ方を見直しましょう")
    page.get_by_role("button", name="本人に伝える").click()
    expect(page.get_by_text("まだ読んでいません")).to_be_visible()
    assert Rating.objects.get().total == 0
