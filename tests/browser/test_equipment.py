"""貸与機器 in a real browser: fits, accessible, changed by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page

from madoguchi.accounts.rights import Role
from madoguchi.config import presets
from tests.services.signed_in import session_for, staff_of


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_register_is_accessible_and_fits(
    live_server: Any, page_at: Callable[..., Page], axe: Callable[[Page], list[str]], width: int
) -> None:
    presets.apply_preset(presets.folder_of("kawagoe"))
    page = page_at(width)
    session = session_for(staff_of(Role.CITY_ADMIN))
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/staff/office/equipment/")
    page.get_by_label("置く場所").first.fill("市民課")
    page.get_by_label("置く場所").first.press("Enter")
    page.get_by_text("貸与機器を保存しました").wait_for()
    assert page.get_by_role("heading", name="市に貸している閲覧用端末").is_visible()
    assert page.get_by_text("1台（市民課）").is_visible()
    assert axe(page) == []
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
