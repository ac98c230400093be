"""An alert in a real browser: it appears on whatever page is open, sounds if it may, is answered by keyboard."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from madoguchi.accounts.rights import Role
from madoguchi.alerts.models import Alert
from madoguchi.contacts.drafts.actions import open_contact
from madoguchi.contacts.marks.actions import mark_contact, see_mark
from madoguchi.contacts.marks.models import ContactMark
from madoguchi.contacts.marks.rules import Mark
from madoguchi.contacts.rules import Channel
from madoguchi.core import clock
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.conftest import PageAt
from tests.browser.town import Town
from tests.worlds import OPERATOR, actor

SUPERVISOR = actor(Role.SUPERVISOR)


@contextmanager
def in_town(town: Town) -> Iterator[None]:
    with town.blocker.unblock(), town.installation.as_own_database():
        yield


def threatened(town: Town) -> ContactMark:
    """Somebody presses 脅迫・緊急. The worker that runs beside finds it."""
    with in_town(town):
        contact = open_contact(uuid.uuid4(), channel=Channel.TELEPHONE, by=OPERATOR)
        return mark_contact(contact, Mark.EMERGENCY, by=OPERATOR)


@pytest.fixture
def mark(town: Town) -> Iterator[list[ContactMark]]:
    made: list[ContactMark] = []
    yield made
    with in_town(town):
        for one in made:
            see_mark(one, by=SUPERVISOR)
        Alert.objects.filter(ended_at=None).update(ended_at=clock.now() + timedelta(seconds=1))


def home(page_at: PageAt, town: Town, width: int = 1280, **options: bool) -> Page:
    page = town.sign_in(page_at(width, **options), Role.SUPERVISOR)
    page.goto(town.url("/staff/contacts/"))
    return page


@pytest.mark.req("QUA-02", "INC-16")
def test_an_alert_appears_without_a_reload_sounds_once_and_is_answered_by_keyboard(
    page_at: PageAt, town: Town, mark: list[ContactMark]
) -> None:
    page = home(page_at, town)
    bell = page.locator("[data-alert-bell]")
    sound = page.get_by_role("button", name=re.compile("^音："))
    expect(sound).to_have_text("音：切")
    sound.focus()
    page.keyboard.press("Enter")
    expect(sound).to_have_text("音：入")
    expect(sound).to_have_attribute("aria-pressed", "true")
    mark.append(threatened(town))
    call = bell.get_by_role("link", name=re.compile("「脅迫・緊急」の印が付きました"))
    expect(call).to_be_visible(timeout=15_000)
    expect(page.locator("[data-alert-said]")).to_contain_text("「脅迫・緊急」の印が付きました")
    expect(bell).to_have_attribute("data-alert-sounded", "1")
    page.reload()
    expect(sound).to_have_text("音：入")
    expect(page.locator("[data-alert-hint]")).to_be_visible()
    call.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("カスハラ・脅迫・緊急のアラート")
    page.get_by_label("メモ").focus()
    page.keyboard.type("警察に相談した")
    page.keyboard.press("Enter")
    expect(page.get_by_text("アラートを確認しました")).to_be_visible()
    expect(call).to_have_count(0)


@pytest.mark.req("QUA-02", "LNG-07", "PLT-03")
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_alerts_is_accessible_and_fits(
    page_at: PageAt, town: Town, mark: list[ContactMark], width: int
) -> None:
    mark.append(threatened(town))
    page = home(page_at, town, width)
    call = page.locator("[data-alert-bell]").get_by_role("link", name=re.compile("脅迫"))
    expect(call.first).to_be_visible(timeout=15_000)
    assert_accessible(page)
    assert_fits(page)
    for path in ("", "rules/", "rules/queue_length/", "past/"):
        page.goto(town.url(f"/staff/supervisor/alerts/{path}"))
        assert_accessible(page)
        assert_fits(page)
    call.first.click()
    assert_accessible(page)


@pytest.mark.req("QUA-02")
def test_without_scripts_the_bell_stands_and_one_press_answers(
    page_at: PageAt, town: Town, mark: list[ContactMark]
) -> None:
    looking = home(page_at, town)
    mark.append(threatened(town))
    expect(looking.locator("[data-alert-bell]")).to_contain_text("脅迫・緊急", timeout=15_000)
    page = home(page_at, town, java_script_enabled=False)
    expect(page.locator("[data-alert-bell]")).to_contain_text("脅迫・緊急")
    expect(page.get_by_role("button", name=re.compile("^音"))).to_have_count(0)
    page.get_by_role("link", name=re.compile(r"^アラート\s*\d+\s*件$")).click()
    page.get_by_role("button", name=re.compile("^確認した.*脅迫")).first.click()
    expect(page.get_by_text("アラートを確認しました")).to_be_visible()
