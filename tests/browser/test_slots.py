"""The slots in a browser: no fault for axe, nothing wider than the screen, and a day revised without scripts."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from madoguchi.accounts.rights import Role
from madoguchi.booking.capacity.actions import block_places
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.town import Town
from tests.worlds import ADMIN

HOME = "/staff/office/slots/main/"


def pages_of(town: Town, day: date) -> list[str]:
    slot = town.slots_of(day)[0]
    with town.blocker.unblock(), town.installation.as_own_database():
        block_places(slot, people=1, note="LINEの予約", by=ADMIN)
    return [
        f"{HOME}?month={day:%Y-%m}",
        f"{HOME}{day}/",
        f"{HOME}{day}/revise/",
        f"/staff/office/slots/places/{slot.pk}/",
        f"{HOME}publish/",
        f"{HOME}pattern/",
        f"{HOME}pattern/change/",
        f"{HOME}bulk/",
    ]


@pytest.mark.req("CAL-01", "CAL-03")
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_slots_is_accessible_and_fits(page_at: PageAt, town: Town, width: int) -> None:
    page = town.sign_in(page_at(width), Role.CITY_ADMIN)
    for path in pages_of(town, town.days[10]):
        page.goto(town.url(path))
        assert_accessible(page)
    page.goto(town.url(f"{HOME}{town.days[10]}/revise/"))
    page.locator("[name=people_0930]").fill("8")
    page.locator("[name=drop_1000]").check()
    page.locator("[name=band_starts]").fill("17:30")
    page.get_by_role("button", name="変更を確かめる").click()
    assert_accessible(page)  # with its errors
    page.goto(town.url(f"{HOME}publish/"))
    page.locator("[name=last]").fill(f"{town.days[-1] + timedelta(days=20)}")
    page.get_by_role("button", name="公開する枠を確かめる").click()
    expect(page.get_by_role("button", name="この内容で公開する")).to_be_visible()
    assert_accessible(page)


@pytest.mark.req("CAL-05")
@pytest.mark.parametrize("width", [360, 1280])
def test_the_preview_of_many_days_is_accessible_and_fits(page_at: PageAt, town: Town, width: int) -> None:
    page = town.sign_in(page_at(width), Role.CITY_ADMIN)
    page.goto(town.url(f"{HOME}bulk/"))
    page.locator("[name=first]").fill(f"{town.days[14]}")
    page.locator("[name=last]").fill(f"{town.days[20]}")
    page.get_by_role("radio", name="枠ごとに増やす・減らす").check()
    page.locator("[name=people]").fill("2")
    page.get_by_role("button", name="変更を確かめる").click()
    expect(page.get_by_role("button", name="この内容で見直す")).to_be_visible()
    assert_accessible(page)


@pytest.mark.req("CAL-04", "CAL-05")
def test_an_evening_is_opened_by_keyboard_and_without_scripts(page_at: PageAt, town: Town) -> None:
    day = town.days[11]
    page = town.sign_in(page_at(360, java_script_enabled=False), Role.CITY_ADMIN)
    page.goto(town.url(f"{HOME}{day}/revise/"))
    page.focus("[name=band_starts]")
    for typed in ("17:30", "19:00", "30", "3", "3"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("夜間臨時開庁")
    page.keyboard.press("Enter")
    expect(page.get_by_text("新しい枠 3、変わる枠 0")).to_be_visible()
    page.get_by_role("button", name="この内容で見直す").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("予約枠を見直しました")).to_be_visible()
    assert [f"{slot.people_limit}" for slot in town.slots_of(day)[-3:]] == ["3", "3", "3"]
