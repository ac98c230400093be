"""The staff door in a real browser: a passkey made and used under the strict policy, every page accessible, the
way in by keyboard alone and without JavaScript."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from madoguchi.accounts.actions import set_right
from madoguchi.accounts.rights import Role
from madoguchi.accounts.sign_in.actions import change_policy
from madoguchi.accounts.sign_in.rules import Policy
from madoguchi.core.actors import SYSTEM
from tests.accounts.conftest import PASSWORD, issued, with_own_password
from tests.browser.accessibility import assert_accessible
from tests.browser.conftest import PageAt

pytestmark = pytest.mark.django_db(transaction=True)

OWN_PAGES = ("", "password/", "second-factor/", "second-factor/first/", "sessions/")
OFFICE_PAGES = (
    "",
    "new/",
    "person/op-0001/",
    "person/op-0001/edit/",
    "person/op-0001/rights/",
    "person/op-0001/stop/",
    "rights/",
    "policy/",
    "allow-lists/",
    "allow-lists/operator/",
    "access/",
)


def address(server: LiveServer) -> str:
    """Passkeys need the name: an address of numbers is no host to them."""
    return server.url.replace("127.0.0.1", "localhost")


def log_in(page: Page, server: LiveServer, login_id: str, password: str = PASSWORD) -> None:
    page.goto(address(server) + "/staff/account/")
    page.get_by_label("ログインID").fill(login_id)
    page.get_by_label("パスワード").fill(password)
    page.get_by_role("button", name="ログイン").click()


def with_authenticator(page: Page) -> None:
    """A security key that the browser only imagines."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.req("SEC-03")
def test_a_passkey_is_made_and_opens_the_door(page_at: PageAt, live_server: LiveServer) -> None:
    staff = with_own_password()
    page = page_at(1280)
    with_authenticator(page)
    log_in(page, live_server, "op-0001")
    page.get_by_role("link", name="パスキーを設定する").click()
    page.get_by_role("button", name="追加する").click()
    page.get_by_role("heading", name="回復コード").wait_for()
    assert Authenticator.objects.filter(user_id=staff.pk, type="webauthn").count() == 1

    page.get_by_role("button", name="ログアウト").click()
    log_in(page, live_server, "op-0001")
    page.get_by_role("button", name="パスキーでログイン").click()
    page.get_by_role("heading", name="アカウント").wait_for()


@pytest.mark.req("SEC-01", "PLT-03")
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_account_and_administration_is_accessible(
    page_at: PageAt, live_server: LiveServer, width: int
) -> None:
    change_policy(Policy(mfa_required=False), by=SYSTEM)
    with_own_password(Role.CITY_ADMIN, "chief")
    set_right(issued().staff, "bookings.export", held=True, reason="月報の担当", by=SYSTEM)
    page = page_at(width)
    page.goto(address(live_server) + "/staff/account/login/")
    assert_accessible(page)
    log_in(page, live_server, "chief", "wrong")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    assert_accessible(page)
    log_in(page, live_server, "chief")
    expect(page.get_by_role("heading", name="アカウント", exact=True)).to_be_visible()
    for path in (
        *(f"/staff/account/{path}" for path in OWN_PAGES),
        "/staff/account/second-factor/totp/activate/",
        "/staff/account/second-factor/webauthn/add/",
        *(f"/staff/office/staff/{path}" for path in OFFICE_PAGES),
    ):
        answer = page.goto(address(live_server) + path)
        assert answer is not None
        assert answer.status == 200, path
        assert_accessible(page)


@pytest.mark.req("SEC-02")
def test_the_first_login_works_by_keyboard_alone_and_without_javascript(
    page_at: PageAt, live_server: LiveServer
) -> None:
    change_policy(Policy(mfa_required=False), by=SYSTEM)
    account = issued()
    page = page_at(360, java_script_enabled=False)
    page.goto(address(live_server) + "/staff/account/")
    expect(page.locator("[name=login]")).to_be_focused()
    for text in (account.staff.login_id, "\t", account.temporary_password, "\n"):
        _type(page, text)
    page.get_by_role("heading", name="パスワードの変更").wait_for()
    page.get_by_label("いまのパスワード").focus()
    for text in (account.temporary_password, "\t", PASSWORD, "\t", PASSWORD, "\n"):
        _type(page, text)
    page.get_by_role("heading", name="アカウント", exact=True).wait_for()


def _type(page: Page, text: str) -> None:
    if text == "\t":
        page.keyboard.press("Tab")
    elif text == "\n":
        page.keyboard.press("Enter")
    else:
        page.keyboard.insert_text(text)
