"""A live screen in a real browser: it follows, keeps its place, says when the line is lost and when it is back."""

import os
import signal
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from playwright.sync_api import Page, expect
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.record import About, record
from tests.browser.accessibility import faults_of
from tests.browser.conftest import PageAt
from tests.services.processes import Installation, new_installation
from tests.services.signed_in import session_for, staff_of


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        made.collect_static()
        made.serve()
        yield made


@transaction.atomic
def happens() -> None:
    record("backup.made", by=SYSTEM, about=About("installation", "test"))


def home_of_auditor(page: Page, installation: Installation) -> Page:
    page.context.add_cookies(
        [{"name": "session", "value": session_for(staff_of(Role.AUDITOR)), "url": installation.address}]
    )
    page.goto(f"{installation.address}/staff/")
    return page


def test_a_live_screen_follows_says_when_the_line_is_lost_and_when_it_is_back(
    installation: Installation, page_at: PageAt
) -> None:
    page = home_of_auditor(page_at(1280), installation)
    count = page.locator(".pulse strong")
    before = int(count.inner_text())
    happens()
    expect(count).to_have_text(str(before + 1))
    state = page.locator("[data-live-state]")
    expect(state).to_be_hidden()

    installation.running[0].stop()
    expect(state).to_contain_text("接続が切れました・再接続中", timeout=15_000)
    expect(state).to_contain_text("までの内容です")  # what stands there is not of this moment
    assert not faults_of(page)
    happens()
    installation.serve()
    expect(state).to_have_text("更新しました", timeout=30_000)
    expect(count).to_have_text(str(before + 2))


def test_two_pages_of_a_browser_share_one_stream(installation: Installation, page_at: PageAt) -> None:
    first = home_of_auditor(page_at(1280), installation)
    second = first.context.new_page()
    second.goto(f"{installation.address}/staff/")
    before = int(second.locator(".pulse strong").inner_text())
    happens()
    for page in (first, second):
        expect(page.locator(".pulse strong")).to_have_text(str(before + 1))


def test_a_change_leaves_the_focus_where_it_is(installation: Installation, page_at: PageAt) -> None:
    page = home_of_auditor(page_at(360), installation)
    page.evaluate(
        """() => {
            const pulse = document.querySelector("[data-live-topic]");
            pulse.querySelector(".pulse").innerHTML += '<a id="kept" href="#kept">x</a><a id="gone" href="#g">y</a>';
            document.getElementById("gone").focus();
        }"""
    )
    happens()
    expect(page.locator("#gone")).to_have_count(0)
    # What had the focus is gone: the focus stays in the same part of the page, not at its top.
    assert page.evaluate("document.activeElement.dataset.liveTopic") == "history"


def test_who_signs_out_is_told_that_the_screen_stands_still(installation: Installation, page_at: PageAt) -> None:
    page = home_of_auditor(page_at(1280), installation)
    expect(page.locator(".pulse")).to_be_visible()
    page.wait_for_timeout(500)
    Session.objects.all().delete()
    expect(page.locator("[data-live-state]")).to_contain_text("ログアウトしました", timeout=30_000)
    page.get_by_role("link", name="もう一度ログインする").click()
    page.wait_for_url("**/account/login/**")


def test_a_network_that_is_gone_without_a_word_is_noticed_and_so_is_its_return(
    installation: Installation, page_at: PageAt
) -> None:
    """A cable that is pulled out closes no connection: the server is silent, as one is that is stopped in mid-word."""
    page = home_of_auditor(page_at(1280), installation)
    count = page.locator(".pulse strong")
    before = int(count.inner_text())
    happens()
    expect(count).to_have_text(str(before + 1))
    state, server = page.locator("[data-live-state]"), installation.running[0].process.pid
    os.kill(server, signal.SIGSTOP)
    try:
        expect(state).to_contain_text("接続が切れました・再接続中", timeout=40_000)
        happens()
    finally:
        os.kill(server, signal.SIGCONT)
    expect(count).to_have_text(str(before + 2), timeout=40_000)
    expect(state).to_be_hidden(timeout=40_000)


def test_who_is_signed_out_while_the_server_is_away_is_told_when_it_is_back(
    installation: Installation, page_at: PageAt
) -> None:
    page = home_of_auditor(page_at(1280), installation)
    expect(page.locator(".pulse")).to_be_visible()
    page.wait_for_timeout(500)
    installation.running[0].stop()
    Session.objects.all().delete()
    installation.serve()
    expect(page.locator("[data-live-state]")).to_contain_text("ログアウトしました", timeout=60_000)


def test_without_scripts_the_page_is_as_it_was_loaded(installation: Installation, page_at: PageAt) -> None:
    page = home_of_auditor(page_at(1280, java_script_enabled=False), installation)
    before = int(page.locator(".pulse strong").inner_text())
    happens()
    page.reload()
    assert int(page.locator(".pulse strong").inner_text()) == before + 1
