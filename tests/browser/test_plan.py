"""要員計画 in a real browser: at every width, sliders that answer while they move, the same without JavaScript."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.core import clock
from madoguchi.municipality.queries import open_days
from madoguchi.planning.forecast.actions import keep_forecast
from madoguchi.planning.peaks.actions import Entry, enter_peak
from madoguchi.planning.peaks.rules import PeakKind
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.planning.weeks import lived_through
from tests.services.processes import Installation, new_installation
from tests.services.signed_in import session_for, staff_of
from tests.worlds import actor

HOME = "/staff/manager/staffing/plan/"


@pytest.fixture(scope="module")
def installation(django_db_blocker: DjangoDbBlocker) -> Iterator[Installation]:
    with new_installation() as made, django_db_blocker.unblock(), made.as_own_database():
        made.collect_static()
        apply_preset(folder_of("hatsukaichi"))
        today = clock.today()
        lived_through(today - timedelta(days=20), today - timedelta(days=1), calls_a_day=40)
        for day in open_days("telephone", today - timedelta(days=7), today):
            keep_forecast(day)
        enter_peak(Entry(PeakKind.NEWS, "制度の変更", today, 5, 200, 0), by=actor(Role.MANAGER))
        made.serve()
        yield made


def open_page(page: Page, installation: Installation, django_db_blocker: DjangoDbBlocker, path: str) -> Page:
    with django_db_blocker.unblock(), installation.as_own_database():
        key = session_for(staff_of(Role.MANAGER))
    page.context.add_cookies([{"name": "session", "value": key, "url": installation.address}])
    page.goto(f"{installation.address}{path}")
    return page


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_plan_reads_at_every_width(
    page_at: PageAt, installation: Installation, django_db_blocker: DjangoDbBlocker, width: int
) -> None:
    page = page_at(width)
    with django_db_blocker.unblock(), installation.as_own_database():
        day = open_days("telephone", clock.today(), clock.today() + timedelta(days=14))[0]
    for path in ("", f"?day={day}", "what-if/", "past/", "peaks/", "peaks/new/", "peaks/1/"):
        assert_accessible(open_page(page, installation, django_db_blocker, HOME + path))


@pytest.mark.req("WFM-01", "WFM-02")
def test_a_slider_answers_while_it_moves_and_the_form_without_it(
    page_at: PageAt, installation: Installation, django_db_blocker: DjangoDbBlocker
) -> None:
    asked = "what-if/?calls=1500&days=20&minutes=5&target=80&patience=120"
    page = open_page(page_at(1280), installation, django_db_blocker, HOME + asked)
    expect(page.locator("[data-verdict]")).to_contain_text("全日2席")
    slider = page.get_by_role("slider", name="月の入電（件）")
    slider.focus()
    for _ in range(3):
        slider.press("PageUp")
    expect(page.locator("[data-verdict]")).not_to_contain_text("全日2席")
    expect(page.locator("[data-what-if-said]")).to_contain_text("全日")
    assert page.locator("[name=calls]").input_value() != "1500"

    plain = open_page(page_at(360, java_script_enabled=False), installation, django_db_blocker, HOME + "what-if/")
    for name, value in (("calls", "2500"), ("days", "20"), ("minutes", "5"), ("target", "90"), ("patience", "120")):
        plain.locator(f"[name={name}]").fill(value)
    plain.get_by_role("button", name="計算する").click()
    expect(plain.locator("[data-verdict]")).to_contain_text("目標 90%")
