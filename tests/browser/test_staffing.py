"""Shifts, regimes and the register in a real browser: accessible at both widths, worked by keyboard and without scripts."""

import re
from collections.abc import Iterator
from datetime import date, time

import pytest
from playwright.sync_api import expect

from madoguchi.accounts.rights import Role
from madoguchi.workforce.models import Absence, Shift, Worker
from madoguchi.workforce.register.actions import Experience, add_career, give_post, save_worker
from madoguchi.workforce.register.rules import Employment, Post, Work
from madoguchi.workforce.shifts.actions import Hours, plan_shifts, report_absence
from madoguchi.workforce.shifts.rules import AbsenceReason, Duty
from tests.browser.accessibility import assert_accessible, assert_fits
from tests.browser.conftest import PageAt
from tests.browser.town import Town
from tests.calls.people import MANAGER, SUPERVISOR, staff

LUNCH = [(time(12), time(13))]


@pytest.fixture
def day(town: Town) -> Iterator[date]:
    """Two at the telephone, one of them absent in the morning; the manager; somebody who stands by."""
    on = town.days[1]
    with town.blocker.unblock(), town.installation.as_own_database():
        first = plan_shifts(
            staff("op-shift"), first=on, until=on, hours=Hours(time(8, 30), time(17), breaks=LUNCH), by=SUPERVISOR
        )[0]
        for name, hours in (
            ("op-other", Hours(time(8, 30), time(17))),
            ("boss", Hours(time(8, 30), time(17), Duty.MANAGER, breaks=LUNCH)),
            ("op-standby", Hours(time(8, 30), time(17), is_standby=True)),
        ):
            plan_shifts(staff(name), first=on, until=on, hours=hours, by=SUPERVISOR)
        report_absence(first, begins=time(8, 30), ends=time(11), reason=AbsenceReason.OTHER, by=SUPERVISOR)
        worker = save_worker(name="見本 経歴", employment=Employment.DIRECT, by=MANAGER)
        add_career(worker, Experience(Work.ANSWERING, date(2024, 4, 1), municipality="見本市"), by=MANAGER)
        give_post(worker, Post.OPERATOR, since=on, by=MANAGER)
    yield on
    with town.blocker.unblock(), town.installation.as_own_database():
        Shift.objects.filter(stands_in_for__isnull=False).delete()
        Absence.objects.all().delete()
        Shift.objects.all().delete()
        for one in Worker.objects.all():
            one.assignments.all().delete()
            one.careers.all().delete()
            one.delete()


@pytest.mark.req("WFM-08", "LNG-07")
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_staffing_is_accessible_and_fits(page_at: PageAt, town: Town, day: date, width: int) -> None:
    page = town.sign_in(page_at(width, java_script_enabled=True), Role.MANAGER)
    with town.blocker.unblock(), town.installation.as_own_database():
        absence, worker = Absence.objects.get().pk, Worker.objects.get().pk
    for path in (
        f"shifts/?week={day}",
        f"shifts/{day}/",
        "shifts/new/",
        "shifts/own/",
        f"absences/{absence}/",
        "regimes/",
        "regimes/new/",
        "register/",
        f"register/{worker}/",
        "register/posts/",
    ):
        page.goto(town.url(f"/staff/manager/staffing/{path}"))
        assert_accessible(page)
        assert_fits(page)
    page.goto(town.url(f"/staff/manager/staffing/shifts/{day}/"))
    page.locator("details.shift-table summary").click()
    assert_accessible(page)


@pytest.mark.req("WFM-10")
def test_a_substitute_is_found_by_keyboard_and_without_scripts(page_at: PageAt, town: Town, day: date) -> None:
    page = town.sign_in(page_at(1280, java_script_enabled=False), Role.SUPERVISOR)
    page.goto(town.url(f"/staff/manager/staffing/shifts/{day}/"))
    expect(page.locator(".shift-warnings")).to_contain_text("あと1人で2席")
    page.get_by_role("link", name="代わりの人を決める").focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name=re.compile("代わりに入ってもらう.*op-standby"))
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("代わりに入ります")).to_be_visible()
