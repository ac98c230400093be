"""The whole main job in one film (docs/tour.md): a citizen books for three, another calls and is answered, booked and
recorded, the counter checks both in, the supervisor sees it live, and the month's report is issued with these figures.

MADOGUCHI_PICTURES=folder keeps a picture of each scene.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

import pytest
from django.db.models import F, Model
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.booking.models import Booking, Slot
from madoguchi.calls.agents.rules import Device
from madoguchi.calls.ledger.models import Call, Fact, Leg
from madoguchi.contacts.models import Contact
from madoguchi.core import clock
from madoguchi.municipality.actions import change_settings
from madoguchi.reports.content import FiguresBlock
from madoguchi.reports.models import Issue
from tests.browser import consoles
from tests.browser.conftest import PageAt
from tests.browser.test_console_calls import (
    CALLER,
    SPOKEN,
    at_work,
    from_call_to_record,
    is_known,
    look,
    with_sound,
)
from tests.browser.test_slice import SENTENCE
from tests.services.centre import Centre, new_centre
from tests.services.signed_in import staff_of
from tests.worlds import ADMIN

pytestmark = pytest.mark.exchange
__all__ = ["with_sound"]  # a fixture
FAMILY = ("見本 花子", "見本 太郎", "見本 葵")
MOMENTS: dict[type[Model], tuple[str, ...]] = {
    Call: ("arrived_at", "queued_at", "answered_at", "ended_at"),
    Leg: ("began_at", "ended_at"),
    Fact: ("at",),
    Contact: ("started_at", "ended_at", "recorded_at"),
    Booking: ("made_at",),
    Slot: ("starts_at", "ends_at"),
}


@pytest.fixture
def centre(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Centre]:
    with django_db_blocker.unblock(), new_centre(soft_phones=True) as made:
        consoles.in_service()
        begins = clock.today() - timedelta(days=70)
        change_settings({"contract.service_from": begins.isoformat()}, by=ADMIN)
        made.installation.collect_static()
        made.installation.serve()
        yield made


def book_for_three(page: Page, address: str) -> str:
    page.goto(f"{address}/")
    look(page, "tour-1-door")
    page.locator("a.button.start").click()
    page.get_by_role("radio").nth(1).check()
    for _ in FAMILY[1:]:
        page.get_by_role("button", name="もう一人加える").click()
    for position in (2, 3):
        page.locator(f"input[name=procedure_{position}]").nth(0).check()
    page.get_by_role("button", name="次へ").click()
    expect(page.locator(".chosen")).to_contain_text("3人")
    look(page, "tour-2-month")
    page.locator("a.day").first.click()
    page.locator("button.slot").first.click()
    page.get_by_label("お名前", exact=False).first.fill(FAMILY[0])
    page.locator("input[name=phone]").fill("090-0000-1234")
    for position in (2, 3):
        page.get_by_label(f"{position}人目のお名前").fill(FAMILY[position - 1])
    page.get_by_role("button", name="次へ").click()
    page.get_by_role("button", name="この内容で予約する").click()
    expect(page.locator(".big-number")).to_have_text(SENTENCE)
    look(page, "tour-3-booked")
    return page.locator(".big-number").inner_text().strip()


def they_come_today() -> date:
    """Whatever day it is: what was booked for the days to come is for today."""
    start = clock.start_of(clock.today())
    for minute, slot in zip(count(7), Slot.objects.filter(bookings__isnull=False).distinct()):
        Slot.objects.filter(pk=slot.pk).update(
            starts_at=start + timedelta(minutes=minute), ends_at=start + timedelta(minutes=minute + 1)
        )
    return clock.today()


def the_month_ends() -> date:
    """All that happened did so on the last day of the month before; that day."""
    last = clock.today().replace(day=1) - timedelta(days=1)
    back = clock.today() - last
    for model, fields in MOMENTS.items():
        model._default_manager.update(**{field: F(field) - back for field in fields})
    return last


def figures_of(issue: Issue) -> dict[str, tuple[float, float | None]]:
    return {
        line.value.key: (line.value.part, line.value.whole)
        for section in issue.as_issued.sections
        for block in section.blocks
        if isinstance(block, FiguresBlock)
        for line in block.lines
    }


@pytest.mark.req("RSV-07", "OPC-01", "RTV-04", "RTV-05", "STF-01", "STF-13", "REP-02", "REP-03")
def test_from_the_citizens_booking_to_the_report_of_the_month(
    centre: Centre, with_sound: Browser, page_at: PageAt
) -> None:
    address = centre.installation.address
    board = consoles.city_at(page_at(1280), centre.installation, "/staff/supervisor/board/")
    city = consoles.city_at(page_at(1280), centre.installation, f"/staff/city/days/{consoles.first_day()}/")
    contacts = consoles.city_at(page_at(1280), centre.installation, "/staff/contacts/live/")
    consoles.board_shows(board, booked=0)
    book_for_three(page_at(390), address)
    consoles.board_shows(board, booked=1)

    operator = with_sound.new_context(locale="ja-JP", viewport={"width": 1440, "height": 1000}).new_page()
    agent = at_work(centre, operator, Device.SOFT_PHONE)
    caller = centre.exchange.call(caller=CALLER, hold_seconds=150)
    is_known(operator)
    look(operator, "tour-4-ringing")
    operator.keyboard.press("F2")
    centre.until_state(agent, "talking")
    consoles.board_shows(board, waiting=0, talking=1)
    look(board, "tour-5-board")
    from_call_to_record(centre, operator, city, contacts, board, booked_before=1)
    look(operator, "tour-6-recorded")
    caller.finished(seconds=60)
    (key,) = centre.exchange.calls_of(CALLER)
    centre.until(lambda: Call.objects.filter(key=key, outcome="answered").exists(), 30)

    today = they_come_today()
    counter = consoles.city_at(page_at(1280), centre.installation, f"/staff/city/days/{today.isoformat()}/")
    for name in (FAMILY[0], SPOKEN):
        row = counter.get_by_role("row").filter(has_text=name).first
        row.locator("button[value^=arrived]").click()
        expect(counter.get_by_role("row").filter(has_text=name).first.locator(".tag").first).to_have_text("来庁")
    look(counter, "tour-7-counter")

    last = the_month_ends()
    supervisor = consoles.enter(
        page_at(1280), centre.installation, staff_of(Role.SUPERVISOR), "/staff/manager/reports/new/"
    )
    supervisor.get_by_label("報告", exact=False).first.select_option(label="月次報告")
    supervisor.get_by_label("日", exact=False).last.fill(last.isoformat())
    supervisor.get_by_role("button", name="作る", exact=True).click()
    for words in supervisor.locator("main textarea").all():
        words.fill("なし")
    supervisor.get_by_role("button", name="保存して確認に回す").click()
    expect(supervisor.get_by_text("確認に回しました。")).to_be_visible()
    manager = consoles.enter(page_at(1280), centre.installation, staff_of(Role.MANAGER))
    manager.goto(supervisor.url)
    manager.get_by_role("button", name="確定する").click()
    expect(manager.get_by_text("この版の内容は、もう変わりません")).to_be_visible()
    look(manager, "tour-8-report")
    figures = figures_of(Issue.objects.get())
    assert figures["received"] == figures["answered"] == (1, None)
    assert figures["answer_rate"] == (1, 1)
    assert {key: figures[key][0] for key in figures if key.startswith(("bookings", "contacts"))} == {
        "bookings_made": 2, "bookings_made_web": 1, "bookings_made_telephone": 1, "bookings_made_city": 0,
        "bookings_cancelled": 0, "contacts": 1,
    }  # fmt: skip
    assert re.search(r"応答率\s*(\n|\s)*100\.0", manager.locator("main").inner_text())
