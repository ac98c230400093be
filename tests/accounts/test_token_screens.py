"""The screens on which tokens of other systems are made, shown and ended."""

import re
import time
from datetime import timedelta

import pytest
from django.test import Client

from madoguchi.accounts.allow_lists.rules import AddressRefused
from madoguchi.accounts.models import ApiToken
from madoguchi.accounts.rights import Role
from madoguchi.accounts.tokens.actions import admit
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.web.account.session_times import SEEN_AT, SIGNED_IN_AT
from madoguchi.web.home.needs import needs_of
from tests.accounts.conftest import SignedIn
from tests.accounts.test_tokens import HERE, made
from tests.worlds import ADMIN, open_for_booking

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-06")]

TOKENS = "/staff/office/staff/tokens/"
TYPED = {
    "name": "市のLINE",
    "kind": "citizen",
    "scopes": ["availability.read", "bookings.own", "bookings.write"],
    "expires_on": "令和9年3月31日",
    "networks": "203.0.113.0/24\n198.51.100.7",
}


def page(client: Client, path: str = "") -> str:
    answer = client.get(TOKENS + path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def admin(signed_in: SignedIn) -> Client:
    return signed_in(Role.CITY_ADMIN)


def test_a_new_tokens_secret_is_shown_once_and_opens_the_api(admin: Client) -> None:
    answer = admin.post(TOKENS + "new/", {**TYPED, "expires_on": "2027-03-31", "networks": ""})
    shown = answer.content.decode()
    (secret,) = re.findall(r"<code>(mdg_[^<]+)</code>", shown)
    assert "no-store" in answer["Cache-Control"]
    token = ApiToken.objects.get()
    assert (token.name, token.kind, f"{token.expires_on}") == ("市のLINE", "citizen", "2027-03-31")
    for path in ("", f"{token.key}/"):
        assert secret not in page(admin, path)
    opened = Client().get("/api/v1/sites", headers={"Authorization": f"Bearer {secret}"})
    assert opened.status_code == 200
    created = Event.objects.get(kind="token.created")
    assert created.actor_key != ""


def test_days_and_networks_are_read_as_people_write_them(admin: Client) -> None:
    admin.post(TOKENS + "new/", TYPED)
    token = ApiToken.objects.get()
    assert (f"{token.expires_on}", token.networks) == ("2027-03-31", "203.0.113.0/24 198.51.100.7/32")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "「名前」を入力してください"),
        ("kind", "system", "選択"),
        ("kind", "", "「だれの代わりに動くか」を選んでください"),
        ("scopes", [], "「できること」を選んでください"),
        ("scopes", ["bookings.read"], "すべての予約を読むことはできません"),
        ("expires_on", "2020-01-01", "今日から3年以内"),
        ("expires_on", "いつか", "日付は"),
        ("networks", "203.0.113.7/24", "1つ目"),
        ("networks", "\n".join(f"203.0.113.{n}" for n in range(21)), "20個まで"),
        ("networks", "0.0.0.0/0", "すべてのアドレス"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(admin: Client, field: str, value: object, words: str) -> None:
    answer = admin.post(TOKENS + "new/", {**TYPED, field: value})
    assert words in answer.content.decode()
    assert f'href="#id_{field}' in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_ending_a_token_asks_first(admin: Client) -> None:
    token = made(by=SYSTEM).token
    assert "元に戻せません" in page(admin, f"{token.key}/revoke/")
    assert not ApiToken.objects.exclude(revoked_at=None).exists()
    ended = admin.post(f"{TOKENS}{token.key}/revoke/", follow=True).content.decode()
    assert "無効にしました" in ended
    assert "無効にする" not in ended
    twice = admin.post(f"{TOKENS}{token.key}/revoke/", follow=True).content.decode()
    assert "すでに無効" in twice


@pytest.mark.parametrize("role", list(Role))
def test_who_may_not_keep_the_doors_makes_and_ends_no_token(signed_in: SignedIn, role: Role) -> None:
    token = made(by=SYSTEM).token
    client = signed_in(role)
    may_see = role in {Role.CITY_ADMIN, Role.AUDITOR}
    assert client.get(f"{TOKENS}{token.key}/").status_code == (
        200 if may_see else 404 if role is Role.MANAGER else 403
    )
    for path in ("new/", f"{token.key}/revoke/"):
        assert client.get(TOKENS + path).status_code == (200 if role is Role.CITY_ADMIN else 403)


def test_whoever_signed_in_a_while_ago_shows_again_who_they_are(admin: Client) -> None:
    session = admin.session
    session[SIGNED_IN_AT] = time.time() - 3600
    session[SEEN_AT] = time.time()
    session.save()
    answer = admin.get(TOKENS + "new/")
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/staff/account/confirm/")
    assert admin.post(TOKENS + "new/", TYPED).status_code == 302
    assert not ApiToken.objects.exists()


def rows(client: Client, address: str) -> str:
    """A page of the history without its filters, which name every kind of event."""
    shown = client.get(address.replace("&amp;", "&")).content.decode()
    return re.sub(r"<form.*?</form>", "", shown, flags=re.DOTALL)


def test_the_history_can_be_narrowed_to_what_a_token_did(admin: Client) -> None:
    new = made(by=SYSTEM, networks=["198.51.100.0/24"])
    with pytest.raises(AddressRefused):
        admit(new.secret, address=HERE)
    (address,) = re.findall(r'href="([^"]+)">このトークンがしたこと', page(admin, f"{new.token.key}/"))
    shown = rows(admin, address)
    assert "許可されていない接続元からのAPIの利用" in shown
    assert "市のLINE" in shown
    assert "発行しました" not in shown


def test_the_link_to_a_persons_history_shows_only_theirs(admin: Client) -> None:
    made(by=SYSTEM)
    person = admin.get("/staff/office/staff/person/test-city_admin/").content.decode()
    (address,) = re.findall(r'href="([^"]+)">この人の登録についての履歴', person)
    assert "APIトークンを発行しました" not in rows(admin, address)
    assert "APIトークンを発行しました" in rows(admin, "/staff/office/history/")


@pytest.mark.parametrize(("days", "is_used", "is_told"), [(30, True, True), (31, True, False), (5, False, False)])
def test_the_city_is_told_before_a_token_that_is_used_ends(days: int, is_used: bool, is_told: bool) -> None:
    open_for_booking()
    new = made(by=SYSTEM, expires_on=clock.today() + timedelta(days=days))
    if is_used:
        admit(new.secret, address=HERE)
    told = [need.title for need in needs_of(ADMIN)]
    assert any(title.startswith("APIトークン「市のLINE」の期限は") for title in told) is is_told
