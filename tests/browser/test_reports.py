"""A report from what is due to handing in, by keyboard, wide and narrow; without scripts it is the same forms."""

import os
from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.config.sample_reports import write_some_reports
from madoguchi.core import clock
from madoguchi.municipality.actions import change_settings
from madoguchi.reports.agreeing import agree_form
from madoguchi.reports.forms import Part, PartKind, form_of
from madoguchi.reports.models import Issue, Report
from madoguchi.reports.schedule import State
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.keyboard import tab_to
from tests.metrics.days import Made, happen
from tests.services.processes import Installation, new_installation
from tests.services.signed_in import session_for, staff_of
from tests.worlds import ADMIN, actor

BASE = "/staff/manager/reports/"
pytestmark = pytest.mark.req("REP-01", "REP-02", "REP-04", "REP-05", "REP-16", "REP-29")


@pytest.fixture
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        made.collect_static()
        apply_preset(folder_of("hatsukaichi"))
        period = {"service_from": clock.today() - timedelta(days=70), "service_until": clock.today()}
        change_settings({f"contract.{name}": day.isoformat() for name, day in period.items()}, by=ADMIN)
        happen(_a_month_of_calls())
        counter = Part("窓口の件数", PartKind.ENTERED, ("entered_counter",), columns=("相談", "案内"))
        agree_form("daily", [*form_of("daily"), counter], by=actor(Role.MANAGER))
        write_some_reports(actor(Role.SUPERVISOR), actor(Role.MANAGER), ADMIN)
        made.serve()
        yield made


def _a_month_of_calls() -> list[Made]:
    last = clock.today().replace(day=1) - timedelta(days=1)
    days = [last - timedelta(days=back) for back in range(last.day)]
    return [
        Made(
            datetime.combine(day, time(9 + place), tzinfo=clock.TOKYO),
            "abandoned" if (day.day + place) % 7 == 0 else "answered",
            8 + place * 3,
        )
        for day in days
        if day.weekday() < 5
        for place in range(1 + day.day % 6)
    ]


def signed_in(page: Page, installation: Installation, role: Role) -> Page:
    page.context.add_cookies(
        [{"name": "session", "value": session_for(staff_of(role)), "url": installation.address}]
    )
    return page


def picture(page: Page, name: str, width: int) -> None:
    if pictures := os.environ.get("PICTURES"):
        page.screenshot(path=f"{pictures}/{name}-{width}.png", full_page=True)


def in_review(code: str = "monthly") -> Report:
    return Report.objects.filter(code=code, state=State.REVIEW).latest("last")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_report_is_reviewed_issued_and_handed_in_by_keyboard(
    page_at: PageAt, installation: Installation, width: int
) -> None:
    manager = signed_in(page_at(width), installation, Role.MANAGER)
    manager.goto(f"{installation.address}{BASE}")
    assert_accessible(manager)
    picture(manager, "reports", width)
    report = in_review()
    manager.goto(f"{installation.address}{BASE}{report.pk}/")
    assert_accessible(manager)
    picture(manager, "report", width)
    tab_to(manager, "#review ~ form button[type=submit]")
    manager.keyboard.press("Enter")
    expect(manager.get_by_text("この版の内容は、もう変わりません")).to_be_visible()
    assert_accessible(manager)
    manager.get_by_label("相手").fill("市民課")
    manager.get_by_role("button", name="提出を記録する").click()
    expect(manager.get_by_role("cell", name="第1版")).to_be_visible()
    picture(manager, "report-handed", width)
    assert Issue.objects.filter(report=report).count() == 1

    corrected = Issue.objects.get(version=2).report
    for place, name in (
        (f"{corrected.pk}/", "report-corrected"),
        (f"{corrected.pk}/versions/1/", "report-version"),
        ("new/", "report-new"),
        ("forms/", "report-forms"),
        ("forms/monthly/", "report-form"),
        ("forms/monthly/parts/1/", "report-part"),
    ):
        manager.goto(f"{installation.address}{BASE}{place}")
        assert_accessible(manager)
        picture(manager, name, width)
    draft = Report.objects.filter(code="daily", state=State.DRAFT).latest("last")
    supervisor = signed_in(page_at(width), installation, Role.SUPERVISOR)
    supervisor.goto(f"{installation.address}{BASE}{draft.pk}/")
    assert_accessible(supervisor)
    picture(supervisor, "report-draft", width)


def test_without_scripts_a_draft_is_written_and_sent_to_review(page_at: PageAt, installation: Installation) -> None:
    draft = Report.objects.filter(code="daily", state=State.DRAFT).latest("last")
    page = signed_in(page_at(360, java_script_enabled=False), installation, Role.SUPERVISOR)
    page.goto(f"{installation.address}{BASE}{draft.pk}/")
    page.get_by_role("button", name="保存して確認に回す").click()
    expect(page.get_by_text("「問合せの内容」を書いてください。").first).to_be_visible()
    page.get_by_role("textbox", name="問合せの内容").fill("受取りの予約について3件。")
    for number in page.get_by_role("spinbutton").all():
        number.fill("4")
    page.get_by_role("button", name="保存して確認に回す").click()
    expect(page.get_by_text("確認に回しました。")).to_be_visible()
    assert in_review("daily") == draft
