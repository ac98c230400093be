"""The telephone's own office in a browser: the exchange's configuration looked at and applied; seats and extensions."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ports import FactKind
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.contacts.call_backs.actions import take_wished_call_back
from madoguchi.core import clock
from madoguchi.municipality.actions import change_settings
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt
from tests.browser.town import Town
from tests.calls.people import staff
from tests.services.processes import new_installation
from tests.telephone.told import Told
from tests.worlds import ADMIN

TELEPHONE = "/staff/telephone/"


@pytest.fixture(scope="module")
def office(django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """A municipality that has an exchange, which is not running."""
    with new_installation() as installation:
        installation.collect_static()
        installation.also |= {
            "MADOGUCHI_EXCHANGE": str(installation.folder / "exchange"),
            "MADOGUCHI_EXCHANGE_AMI_SECRET": "only-for-tests-of-the-manager",
            "MADOGUCHI_EXCHANGE_POLICY_TOKEN": "only-for-tests-of-the-policy",
            "MADOGUCHI_TRUNK_1": "register:0501234@sip.example.jp",
            "MADOGUCHI_TRUNK_1_SECRET": "only-for-tests-of-the-trunk",
        }
        with django_db_blocker.unblock(), installation.as_own_database():
            apply_preset(folder_of("hatsukaichi"))
            for name in ("seated-a", "seated-b"):
                staff(name)
        installation.serve()
        yield Town(installation, None, [], django_db_blocker)  # type: ignore[arg-type]


def signed_in(office: Town, page: Page, path: str, role: Role = Role.MANAGER) -> Page:
    office.sign_in(page, role).goto(office.url(f"{TELEPHONE}{path}"))
    return page


@pytest.mark.req("TEL-13")
@pytest.mark.parametrize("width", [360, 1280])
def test_what_would_change_at_the_exchange_is_read_and_then_applied(
    page_at: PageAt, office: Town, width: int
) -> None:
    with office.blocker.unblock(), office.installation.as_own_database():
        change_settings({"telephone.equal_distribution": True}, by=ADMIN, effective_on=clock.today())
    page = signed_in(office, page_at(width), "exchange/")
    expect(page.get_by_role("heading", name="設定の違い")).to_be_visible()
    assert_accessible(page)
    shown = page.locator(".difference").inner_text()
    assert "only-for-tests" not in shown
    page.get_by_role("button", name="この内容を反映する").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("違いはありません")).to_be_visible()
    assert_accessible(page)
    with office.blocker.unblock(), office.installation.as_own_database():
        change_settings({"telephone.equal_distribution": False}, by=ADMIN, effective_on=clock.today())
    page.reload()
    difference = page.get_by_role("region", name="違いの内容")
    expect(difference).to_contain_text("-strategy=leastrecent")
    expect(difference).to_contain_text("+strategy=rrmemory")
    assert_accessible(page)
    page.get_by_role("button", name="この内容を反映する").click()
    expect(page.get_by_text("違いはありません")).to_be_visible()
    queues = office.installation.folder / "exchange/etc/queues.conf"
    assert "strategy=rrmemory" in Path(queues).read_text()
    only_looks = signed_in(office, page_at(width), "exchange/", Role.CITY_ADMIN)
    expect(only_looks.get_by_text("違いはありません")).to_be_visible()
    assert_accessible(only_looks)


@pytest.mark.req("TEL-17", "TEL-06")
@pytest.mark.parametrize(("width", "person"), [(360, "seated-a"), (1280, "seated-b")])
def test_seats_and_extensions_are_made_and_changed_by_keyboard(
    page_at: PageAt, office: Town, width: int, person: str
) -> None:
    page = signed_in(office, page_at(width, java_script_enabled=width == 1280), "seats/new/", Role.SUPERVISOR)
    page.get_by_label("席の名前").fill("")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("席の名前")
    page.get_by_label("席の名前").fill(f"{width}番席")
    page.keyboard.press("Enter")
    expect(page.get_by_text("席を加えました。")).to_be_visible()
    page.get_by_role("link", name="内線を登録する").click()
    page.get_by_label("人", exact=False).first.select_option(label=f"見本 {person}（オペレーター）")
    page.get_by_label("ブラウザー電話").check()
    page.get_by_role("button", name="保存する").press("Enter")
    expect(page.get_by_text("を登録しました。")).to_be_visible()
    expect(page.get_by_label("ブラウザー電話")).to_be_checked()
    page.get_by_label("使う", exact=False).uncheck()
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("内線の登録を変えました。")).to_be_visible()
    expect(page.get_by_text("使っていません").first).to_be_visible()


@pytest.mark.req("PLT-03", "PLT-04")
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_office_is_accessible(page_at: PageAt, office: Town, width: int) -> None:
    page = signed_in(office, page_at(width), "seats/", Role.SUPERVISOR)
    for path in ("seats/", "seats/new/", "extensions/new/", "agents/", "seat/"):
        page.goto(office.url(f"{TELEPHONE}{path}"))
        assert_accessible(page)
    page.goto(office.url(f"{TELEPHONE}seats/new/"))
    page.get_by_role("button", name="保存する").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert_accessible(page)


@pytest.mark.req("TEL-12")
@pytest.mark.parametrize("width", [360, 1280])
def test_who_asked_by_keys_is_called_back_by_keyboard(page_at: PageAt, office: Town, width: int) -> None:
    with office.blocker.unblock(), office.installation.as_own_database():
        change_settings({"switches.call_back_intake": True}, by=ADMIN, effective_on=clock.today())
        told = Told(f"1796083200.{width}", log=f"log-{width}").arrived().decided().queued(4)
        told.says(70, FactKind.PRESSED, where="overflow", meaning="call_back")
        told.says(80, FactKind.CALL_BACK_WISHED, where="overflow", number="0312345678").ended(90)
        take_facts(told.facts)
        assert take_wished_call_back(Call.objects.get(key=told.call)) is not None
    page = signed_in(office, page_at(width), "seats/", Role.OPERATOR)
    page.goto(office.url("/staff/escalations/call-backs/wished/"))
    expect(page.get_by_role("heading", name="おかけ直し", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="0312345678")).to_have_attribute("href", "tel:0312345678")
    assert_accessible(page)
    page.get_by_role("button", name="出ない").press("Enter")
    expect(page.locator("main ol.note li")).to_have_count(1)
    assert_accessible(page)
    page.get_by_role("button", name="話せた").press("Enter")
    expect(page.get_by_text("おかけ直しの希望はありません")).to_be_visible()
