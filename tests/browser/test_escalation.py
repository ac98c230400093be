"""A complaint goes through all levels, each of whom sees it come without reloading, and is told when the citizen rings
again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.contacts.models import Contact
from madoguchi.municipality.departments.actions import make_department, set_members
from tests.browser.accessibility import assert_accessible
from tests.contacts.escalating import a_complaint
from tests.services.processes import Installation, new_installation
from tests.services.signed_in import session_for, staff_of
from tests.worlds import ADMIN

OPEN = "/staff/escalations/"
WEEK = {kind: ["00:00-23:59"] for kind in ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")}


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        made.collect_static()
        apply_preset(folder_of("nishitokyo"))
        made.serve()
        yield made


def desk_of(role: Role, browser: Browser, installation: Installation) -> Page:
    """A place of work of its own, on which the list of what is open stands."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="ja-JP").new_page()
    page.context.add_cookies(
        [{"name": "session", "value": session_for(staff_of(role)), "url": installation.address}]
    )
    page.goto(f"{installation.address}{OPEN}")
    return page


@pytest.mark.req("ESC-06", "ESC-07", "ESC-03", "OPC-06")
def test_a_complaint_goes_through_all_levels_and_is_told_when_the_citizen_rings_again(
    installation: Installation, browser: Browser
) -> None:
    department = make_department("mihon", by=ADMIN, name="見本市民課", duties="苦情", week=WEEK, note="見本")
    set_members(department, [staff_of(Role.CITY_CLERK)], by=ADMIN)
    contact = a_complaint()
    number = contact.written_number
    operator, supervisor, manager, clerk = (
        desk_of(role, browser, installation)
        for role in (Role.OPERATOR, Role.SUPERVISOR, Role.MANAGER, Role.CITY_CLERK)
    )
    expect(supervisor.get_by_text("進行中の引継ぎはありません")).to_be_visible()

    operator.goto(f"{installation.address}/staff/contacts/{contact.number}/")
    operator.get_by_role("link", name="引き継ぐ", exact=True).click()
    assert_accessible(operator)
    operator.get_by_label("たずねること・経緯").fill("待ち時間をどう知らせるか、決めてください")
    operator.get_by_label("引き継ぐ理由").select_option(label="苦情")
    operator.get_by_role("button", name="引き継ぐ").click()
    operator.get_by_role("button", name="待つあいだに切れた").click()
    assert_accessible(operator)

    supervisor.get_by_role("link", name=number).click()
    supervisor.get_by_role("button", name="担当になる").click()
    supervisor.get_by_text("上の段階へ引き継ぐ").first.click()
    up = supervisor.locator("details", has=supervisor.get_by_role("button", name="上の段階へ引き継ぐ"))
    up.get_by_label("業務責任者").check()
    up.get_by_label("たずねること・経緯").fill("SVでは決められません")
    up.get_by_role("button", name="上の段階へ引き継ぐ").click()

    manager.get_by_role("link", name=number).click()
    manager.get_by_text("上の段階へ引き継ぐ").first.click()
    up = manager.locator("details", has=manager.get_by_role("button", name="上の段階へ引き継ぐ"))
    up.locator("select").select_option(label="見本市民課")
    up.get_by_label("たずねること・経緯").fill("市の考えを教えてください")
    up.get_by_role("button", name="上の段階へ引き継ぐ").click()

    clerk.get_by_role("link", name=number).click()
    assert_accessible(clerk)
    clerk.get_by_label("回答").fill("番号札に待ち時間を表示します")
    clerk.get_by_role("button", name="回答する").click()
    expect(clerk.get_by_text("回答しました。")).to_be_visible()

    operator.goto(f"{installation.address}/staff/contacts/writing/new/#tel=09000000001")
    expect(operator.get_by_text("番号札に待ち時間を表示します")).to_be_visible()
    told = operator.get_by_role("button", name="この回答を伝えた")
    told.click()
    expect(told).to_be_hidden()
    operator.goto(f"{installation.address}{OPEN}closed/")
    expect(operator.get_by_role("cell", name="回答を相手に伝えた")).to_be_visible()
    assert Contact.objects.get(pk=contact.pk).state == "completed"
