"""The settings in a browser: no fault for axe, nothing wider than the screen, at both widths."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page

from madoguchi.accounts.rights import Role
from madoguchi.config import presets
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.days import set_opening_day
from madoguchi.municipality.rules import Calendar
from tests.services.signed_in import session_for, staff_of
from tests.worlds import ADMIN

PAGES = (
    "", "switches/", "days/?month=2026-12", "sites/", "sites/main/", "procedures/", "procedures/pickup/",
    "procedures/pickup/en/", "contacts/", "planned/", "unread/", "readings/", "table/reports.csv/", "days/close/",
    "key/telephone_hours.week/", "key/switches.family_booking/", "key/booking.bands/", "key/languages.telephone/",
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_settings_is_accessible_and_fits(
    live_server: Any, page_at: Callable[..., Page], axe: Callable[[Page], list[str]], width: int
) -> None:
    presets.apply_preset(presets.folder_of("hatsukaichi"))
    change_settings({"switches.waiting_list": True}, by=ADMIN, effective_on=date(2028, 4, 1), note="市と協議")
    set_opening_day(Calendar.COUNTER, date(2028, 4, 8), by=ADMIN, hours="09:00-12:00", note="休日開庁")
    page = page_at(width)
    session = session_for(staff_of(Role.CITY_ADMIN))
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    for path in PAGES:
        answer = page.goto(f"{live_server.url}/staff/office/settings/{path}")
        assert answer is not None
        assert answer.status == 200, path
        assert axe(page) == [], path
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, path


@pytest.mark.django_db(transaction=True)
def test_a_setting_is_changed_by_keyboard_alone_and_without_javascript(
    live_server: Any, page_at: Callable[..., Page]
) -> None:
    presets.apply_preset(presets.folder_of("hatsukaichi"))
    page = page_at(1280, java_script_enabled=False)
    session = session_for(staff_of(Role.DATA_STAFF))
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/staff/office/settings/key/targets.answer_rate_percent/")
    page.focus("[name=value]")
    page.keyboard.press("Control+A")
    page.keyboard.type("85")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("市と協議")
    page.keyboard.press("Enter")
    page.get_by_text("を変えました").wait_for()
