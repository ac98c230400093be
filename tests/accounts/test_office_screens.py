"""SEC-04, SEC-06, SEC-11, SEC-20, STF-11 on the screens where staff are administered."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from madoguchi.accounts import actions
from madoguchi.accounts.allow_lists.actions import AllowedLine, set_allow_list
from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import ROLE_LABELS, Role
from madoguchi.accounts.sign_in.queries import sign_in_policy
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from tests.accounts.conftest import SignedIn, client_of, issued
from tests.services.signed_in import staff_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-06")]

OFFICE = "/staff/office/staff/"


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.req("STF-11")
def test_an_issued_id_and_its_password_are_shown_once(signed_in: SignedIn) -> None:
    client = signed_in(Role.CITY_ADMIN)
    answer = client.post(OFFICE + "new/", {"name": "新人 花子", "role": "city_clerk", "login_id": "", "email": ""})
    page = answer.content.decode()
    staff = Staff.objects.get(login_id="city-0001")
    (password,) = re.findall(r"<code>((?:\w{4}-){3}\w{4})</code>", page)
    assert staff.check_password(password)
    assert "no-store" in answer["Cache-Control"]
    assert password not in text_of(client, OFFICE + "person/city-0001/")


@pytest.mark.req("STF-11")
def test_a_used_id_is_refused_at_its_field(signed_in: SignedIn) -> None:
    issued(Role.OPERATOR, "tanaka")
    client = signed_in(Role.CITY_ADMIN)
    page = client.post(OFFICE + "new/", {"name": "田中", "role": "operator", "login_id": "TANAKA"}).content.decode()
    assert "再利用できません" in page
    assert 'href="#id_login_id"' in page


def test_the_manager_is_offered_only_roles_of_the_call_centre(signed_in: SignedIn) -> None:
    page = text_of(signed_in(Role.MANAGER), OFFICE + "new/")
    assert 'value="operator"' in page
    assert 'value="city_admin"' not in page
    answer = signed_in(Role.MANAGER).post(OFFICE + "new/", {"name": "だれか", "role": "city_admin"})
    assert answer.status_code == 200
    assert not Staff.objects.filter(role="city_admin").exists()


def test_somebody_out_of_sight_is_not_found(signed_in: SignedIn) -> None:
    issued(Role.CITY_ADMIN, "chief")
    manager = signed_in(Role.MANAGER)
    for path in ("", "edit/", "rights/", "stop/", "password/"):
        assert manager.get(OFFICE + f"person/chief/{path}").status_code == 404
    assert manager.post(OFFICE + "person/chief/password/").status_code == 404


def test_ones_own_page_offers_no_administration(signed_in: SignedIn) -> None:
    client = signed_in(Role.CITY_ADMIN, "chief")
    page = text_of(client, OFFICE + "person/chief/")
    assert "自分自身の役割・権限・利用状態は変更できません" in page
    for path in ("edit/", "rights/", "stop/", "password/", "second-factors/"):
        assert client.get(OFFICE + f"person/chief/{path}").status_code == 404
        assert client.post(OFFICE + f"person/chief/{path}", {"reason": "自分で"}).status_code == 404


def test_rights_are_ticked_for_one_person_with_a_reason(signed_in: SignedIn) -> None:
    staff = issued(Role.OPERATOR, "op-1").staff
    client = signed_in(Role.CITY_ADMIN)
    ticked = dict.fromkeys(staff.actor.rights | {"bookings.export"}, "on")
    assert "必須" in client.post(OFFICE + "person/op-1/rights/", ticked).content.decode()
    assert not Staff.objects.get(pk=staff.pk).actor.may("bookings.export")
    assert client.post(OFFICE + "person/op-1/rights/", {**ticked, "reason": "月報の担当"}).status_code == 302
    assert Staff.objects.get(pk=staff.pk).actor.may("bookings.export")
    assert "月報の担当" in text_of(client, OFFICE + "person/op-1/")


def test_a_forged_form_gives_no_right_that_one_does_not_hold(signed_in: SignedIn) -> None:
    staff = issued(Role.OPERATOR, "op-1").staff
    ticked = dict.fromkeys(staff.actor.rights | {"slots.edit"}, "on")
    signed_in(Role.MANAGER).post(OFFICE + "person/op-1/rights/", {**ticked, "reason": "手伝い"})
    assert not Staff.objects.get(pk=staff.pk).actor.may("slots.edit")


def test_stopping_needs_a_reason_and_leaves_the_person_outside(signed_in: SignedIn) -> None:
    staff = staff_of(Role.OPERATOR, "op-1")
    theirs = client_of(staff)
    assert theirs.get("/staff/account/").status_code == 200
    admin = signed_in(Role.CITY_ADMIN)
    assert admin.post(OFFICE + "person/op-1/stop/", {"reason": ""}).status_code == 200
    assert admin.post(OFFICE + "person/op-1/stop/", {"reason": "退職"}).status_code == 302
    assert theirs.get("/staff/account/").status_code == 302
    assert "停止中" in text_of(admin, OFFICE + "?state=stopped")


@pytest.mark.parametrize(
    "operation", ["password", "unlock", "second-factors", "sessions", "stop", "resume", "erase"]
)
def test_every_operation_asks_before_it_does_anything(signed_in: SignedIn, operation: str) -> None:
    issued(Role.OPERATOR, "op-1")
    client = signed_in(Role.CITY_ADMIN)
    count = Event.objects.count()
    assert "やめて戻る" in text_of(client, OFFICE + f"person/op-1/{operation}/")
    assert Event.objects.count() == count


def test_an_unknown_operation_is_not_found(signed_in: SignedIn) -> None:
    issued(Role.OPERATOR, "op-1")
    assert signed_in(Role.CITY_ADMIN).get(OFFICE + "person/op-1/promote/").status_code == 404


@pytest.mark.req("SEC-11", "SEC-20")
def test_opening_a_persons_page_is_on_record(signed_in: SignedIn) -> None:
    issued(Role.OPERATOR, "op-1")
    text_of(signed_in(Role.CITY_ADMIN, "chief"), OFFICE + "person/op-1/")
    assert Event.objects.filter(kind="disclosure.viewed", about_key="op-1", actor_key="chief").count() == 1


@pytest.mark.req("SEC-11")
def test_the_list_of_staff_leaves_only_with_its_right_and_on_record(signed_in: SignedIn) -> None:
    admin = issued(Role.CITY_ADMIN).staff
    staff = actions.issue_account(name="=HYPERLINK(1)", role=Role.OPERATOR, login_id="op-1", by=SYSTEM).staff
    actions.set_right(staff, "bookings.export", held=True, reason="月報の担当", by=admin.actor)
    manager = signed_in(Role.MANAGER)
    assert "CSVで書き出す" not in text_of(manager, OFFICE)
    assert manager.post(OFFICE + "export/").status_code == 403
    answer = signed_in(Role.CITY_ADMIN, "chief").post(OFFICE + "export/")
    assert "op-1,'=HYPERLINK(1),オペレーター,利用中,未設定,,予約の持ち出し," in answer.content.decode()
    (event,) = Event.objects.filter(kind="disclosure.exported")
    assert (event.actor_key, event.about_key) == ("chief", "staff")


@pytest.mark.req("SEC-04")
def test_roles_without_an_allow_list_are_warned_about_where_staff_are_shown(signed_in: SignedIn) -> None:
    client = signed_in(Role.CITY_ADMIN)
    for path in ("", "access/"):
        assert "接続元が制限されていない役割があります" in text_of(client, OFFICE + path)
    assert "制限なし" in text_of(client, OFFICE + "allow-lists/")
    for role in Role:
        set_allow_list(role, [AllowedLine("127.0.0.0/8")], by=SYSTEM)
    for path in ("", "access/"):
        assert "接続元が制限されていない役割があります" not in text_of(client, OFFICE + path)


@pytest.mark.req("SEC-04")
def test_a_broken_line_is_named_with_its_number(signed_in: SignedIn) -> None:
    client = signed_in(Role.CITY_ADMIN)
    lines = "203.0.113.0/24 本庁舎\n\n203.0.113.5/24 支所"
    page = client.post(OFFICE + "allow-lists/operator/", {"lines": lines}).content.decode()
    assert "3行目：「203.0.113.5/24」は接続元の範囲として使えません" in page
    assert "203.0.113.0/24 本庁舎" in page


@pytest.mark.req("SEC-04")
def test_an_administrator_cannot_shut_the_door_on_themselves(signed_in: SignedIn) -> None:
    client = signed_in(Role.CITY_ADMIN)
    answer = client.post(OFFICE + "allow-lists/city_admin/", {"lines": "203.0.113.0/24"})
    assert "自分が入れなくなります" in answer.content.decode()
    assert client.get(OFFICE).status_code == 200


def test_the_policy_is_changed_on_its_screen(signed_in: SignedIn) -> None:
    client = signed_in(Role.CITY_ADMIN)
    wanted = {"mfa_required": "on", "password_min_length": 14, "lock_out_failures": 5, "lock_out_minutes": 15}
    wanted |= {"idle_minutes": 20, "session_hours": 9}
    assert client.post(OFFICE + "policy/", {**wanted, "idle_minutes": 0}).status_code == 200
    assert client.post(OFFICE + "policy/", wanted).status_code == 302
    assert (sign_in_policy().idle_minutes, sign_in_policy().session_hours) == (20, 9)


@pytest.mark.req("SEC-04")
def test_the_description_follows_what_is_really_set(signed_in: SignedIn, settings: object) -> None:
    client = signed_in(Role.CITY_ADMIN)
    set_allow_list(Role.OPERATOR, [AllowedLine("203.0.113.0/24", "コールセンター")], by=SYSTEM)
    page = text_of(client, OFFICE + "access/")
    assert "203.0.113.0/24</code> コールセンター" in page
    assert "多要素認証</dt><dd>必須" in page
    assert "同じログインIDで5回" in page
    assert "通信の暗号化（TLS）</dt><dd>なし" in page
    settings.SECURE_SSL_REDIRECT = True  # type: ignore[attr-defined]
    assert "通信の暗号化（TLS）</dt><dd>すべての画面で必須" in text_of_secure(client, OFFICE + "access/")


def test_the_rights_table_names_every_role(signed_in: SignedIn) -> None:
    page = text_of(signed_in(Role.SUPERVISOR), OFFICE + "rights/")
    assert all(label in page for label in ROLE_LABELS.values())


@pytest.mark.req("SEC-01", "SEC-04")
@pytest.mark.parametrize("role", [None, Role.OPERATOR, Role.MANAGER, Role.CITY_ADMIN, Role.AUDITOR])
def test_no_page_of_staff_administration_opens_without_its_right(role: Role | None, signed_in: SignedIn) -> None:
    """GET, HEAD and POST alike; what somebody may open is said by the table of rights and by nothing else."""
    issued(Role.OPERATOR, "op-1")
    client = signed_in(role) if role else Client()
    rights = staff_of(role).actor.rights if role else frozenset()
    for path, right in NEEDED.items():
        for method in (client.get, client.head, client.post):
            status = method(OFFICE + path).status_code
            if role is None:
                assert status in {302, 405}, path
            elif right not in rights:
                assert status in {403, 405}, (path, status)
            else:
                assert status not in {403, 500}, (path, status)


NEEDED = {
    "": "staff.view",
    "new/": "staff.edit",
    "export/": "staff.export",
    "person/op-1/": "staff.view",
    "person/op-1/edit/": "staff.edit",
    "person/op-1/rights/": "staff.edit",
    "person/op-1/unlock/": "staff.edit",
    "rights/": "staff.view",
    "policy/": "access.edit",
    "allow-lists/": "access.view",
    "allow-lists/operator/": "access.edit",
    "access/": "access.view",
}


@pytest.mark.req("SEC-01")
def test_every_address_of_the_staff_side_is_closed_to_strangers(client: Client) -> None:
    open_to_strangers = [
        path
        for path in sorted(_staff_addresses())
        if not path.startswith(("/staff/account/login/", "/staff/gallery/"))
        and client.get(path).status_code not in {302, 401, 403, 404, 405}
    ]
    assert open_to_strangers == []


def _staff_addresses() -> set[str]:
    found: set[str] = set()
    _collect("/", get_resolver().url_patterns, found)
    return {path for path in found if path.startswith("/staff/")}


def _collect(before: str, patterns: list[URLPattern | URLResolver], found: set[str]) -> None:
    for pattern in patterns:
        here = before + re.sub(r"<[^>]*>", "1", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            _collect(here, pattern.url_patterns, found)
        else:
            found.add(here)


def text_of_secure(client: Client, path: str) -> str:
    return client.get(path, secure=True).content.decode()


def test_a_lost_second_factor_is_reset_by_an_administrator(signed_in: SignedIn) -> None:
    staff = staff_of(Role.OPERATOR, "op-1")
    client = signed_in(Role.CITY_ADMIN)
    assert client.post(OFFICE + "person/op-1/second-factors/", {"reason": "紛失"}).status_code == 302
    assert client_of(Staff.objects.get(pk=staff.pk)).get("/staff/account/")["Location"].endswith("/first/")
    assert actions.reset_second_factors(staff, reason="もう一度", by=SYSTEM) is False
