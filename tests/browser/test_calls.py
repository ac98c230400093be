"""The screens of calls in a real browser: both widths, by keyboard, accessible, and entering a call without scripts."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.lines.models import Line
from madoguchi.calls.ports import ExchangeFact, FactKind
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.core import clock
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.conftest import PageAt
from tests.services.processes import Installation, new_installation
from tests.services.signed_in import session_for, staff_of
from tests.telephone.told import NINE, Told, an_answered_call
from tests.telephone.town import an_agent

CALLS = "/staff/telephone/calls/"
PAGES = ("", "of/a.1/", "enter/", "unmatched/", "reconciling/", "fairness/", "usage/", "peaks/")


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        made.collect_static()
        apply_preset(folder_of("hatsukaichi"))
        Line.objects.get_or_create(
            number="0120000111", defaults={"kind": "toll_free", "label": "見本ダイヤル", "payer": "city"}
        )
        an_agent("77")
        told = (
            an_answered_call("a.1").facts
            + Told("a.2", log="two").arrived(caller="").decided(0, "closed").ended(9).facts
        )
        take_facts(moved_to_today(told))
        made.serve()
        yield made


def moved_to_today(told: list[ExchangeFact]) -> list[ExchangeFact]:
    shift = clock.now() - timedelta(minutes=30) - NINE
    return [
        ExchangeFact(
            one.origin, one.position, one.at + shift, FactKind(one.kind), one.call, one.extension, one.values
        )
        for one in told
    ]


def signed_in(page: Page, installation: Installation, role: Role) -> Page:
    key = session_for(staff_of(role))
    page.context.add_cookies([{"name": "session", "value": key, "url": installation.address}])
    return page


@pytest.mark.req("TEL-13", "TEL-18")
@pytest.mark.parametrize("width", [360, 1280])
def test_every_screen_of_calls_can_be_read_at_both_widths(
    page_at: PageAt, installation: Installation, width: int
) -> None:
    page = signed_in(page_at(width), installation, Role.MANAGER)
    for path in PAGES:
        page.goto(f"{installation.address}{CALLS}{path}")
        assert_accessible(page)
        assert_fits(page)
        if pictures := os.environ.get("PICTURES"):
            page.screenshot(
                path=f"{pictures}/calls-{path.strip('/').replace('/', '-') or 'list'}-{width}.png", full_page=True
            )


@pytest.mark.req("OPC-08", "INT-02")
def test_a_call_is_found_and_one_is_entered_by_hand_without_scripts(
    page_at: PageAt, installation: Installation
) -> None:
    page = signed_in(page_at(1280, java_script_enabled=False), installation, Role.OPERATOR)
    page.goto(f"{installation.address}{CALLS}")
    page.get_by_label("相手の電話番号").fill("0001")
    page.get_by_role("button", name="探す").press("Enter")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("table").get_by_role("link").last.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("の通話")
    page.goto(f"{installation.address}{CALLS}")
    page.get_by_role("link", name="通話を手で記録する").press("Enter")
    page.get_by_label("話した時間（分）").fill("3")
    page.get_by_label("時刻").fill(f"{clock.now() - timedelta(minutes=5):%-H:%M}")
    page.get_by_label("相手の電話番号").fill("090-0000-0002")
    page.get_by_role("button", name="通話を記録する").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("通話を記録しました")
    assert Call.objects.get(caller="09000000002").talk_seconds == 180
