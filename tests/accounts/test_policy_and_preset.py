"""The sign-in policy and the allow-lists: changed in the screens or by a preset, every change on record."""

import json
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import Client
from pydantic import ValidationError

from madoguchi.accounts.allow_lists.actions import AllowedLine, set_allow_list
from madoguchi.accounts.allow_lists.queries import allow_list_of, allowed_networks, roles_without_allow_list
from madoguchi.accounts.allow_lists.rules import NetworkRefused, WouldLockYourselfOut, address_of
from madoguchi.accounts.preset import PART, AllowListLine, SignIn
from madoguchi.accounts.rights import Role
from madoguchi.accounts.sign_in.actions import begin_attempt, change_policy, refuse_bad_password
from madoguchi.accounts.sign_in.queries import sign_in_policy
from madoguchi.accounts.sign_in.rules import LockedOut, PasswordRefused, Policy, PolicyRefused
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.core.preset import PartValues
from madoguchi.core.refusals import MissingRight
from tests.accounts.conftest import client_of, issued, with_own_password
from tests.services.signed_in import staff_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-04")]

VALUES: dict[str, Any] = {
    "mfa_required": False,
    "password_min_length": 14,
    "lock_out_failures": 3,
    "lock_out_minutes": 60,
    "idle_minutes": 10,
    "session_hours": 8,
}


def preset(lines: tuple[AllowListLine, ...] = (), **changes: Any) -> PartValues:
    return PartValues(
        sections={"sign_in": SignIn(**{**VALUES, **changes})}, tables={"allow_list.csv": lines} if lines else {}
    )


def test_without_any_row_the_strict_policy_holds() -> None:
    assert sign_in_policy() == Policy()
    assert sign_in_policy().mfa_required


def test_a_preset_applied_twice_changes_nothing_and_comes_out_again() -> None:
    lines = (
        AllowListLine(role=Role.OPERATOR, cidr="203.0.113.0/24", note="コールセンター"),
        AllowListLine(role=Role.CITY_CLERK, cidr="2001:db8::/32", note=""),
    )
    PART.apply(preset(lines), SYSTEM)
    count = Event.objects.count()
    PART.apply(preset(lines), SYSTEM)
    assert Event.objects.count() == count
    exported = PART.export()
    assert exported.sections["sign_in"] == SignIn(**VALUES)
    assert set(exported.tables["allow_list.csv"]) == set(lines)


@pytest.mark.req("SEC-03")
@pytest.mark.preset_key("sign_in.mfa_required")
def test_the_preset_decides_whether_a_second_factor_is_asked_for() -> None:
    staff = with_own_password()
    client = client_of(staff)
    PART.apply(preset(mfa_required=True), SYSTEM)
    assert client.get("/staff/account/").status_code == 302
    PART.apply(preset(mfa_required=False), SYSTEM)
    assert client.get("/staff/account/").status_code == 200


@pytest.mark.preset_key("sign_in.password_min_length")
def test_the_preset_decides_how_long_a_password_is() -> None:
    PART.apply(preset(password_min_length=16), SYSTEM)
    with pytest.raises(PasswordRefused, match="16文字以上"):
        refuse_bad_password("fifteen-letters", staff=None)
    refuse_bad_password("sixteen-letters!", staff=None)


@pytest.mark.preset_key("sign_in.lock_out_failures", "sign_in.lock_out_minutes")
def test_the_preset_decides_when_and_how_long_an_id_is_locked() -> None:
    PART.apply(preset(lock_out_failures=3, lock_out_minutes=60), SYSTEM)
    for _ in range(3):
        begin_attempt("somebody", address="203.0.113.7")
    with pytest.raises(LockedOut, match="60分"):
        begin_attempt("somebody", address="203.0.113.7")


@pytest.mark.preset_key("sign_in.idle_minutes", "sign_in.session_hours")
def test_the_preset_decides_how_long_a_session_lives() -> None:
    PART.apply(preset(idle_minutes=10, session_hours=8), SYSTEM)
    page = client_of(with_own_password()).get("/staff/account/").content.decode()
    assert "10分のあいだ操作がないか、ログインから8時間" in page


@pytest.mark.preset_key("allow_list.csv")
def test_the_preset_decides_from_where_a_role_may_come() -> None:
    PART.apply(preset((AllowListLine(role=Role.OPERATOR, cidr="203.0.113.0/24"),)), SYSTEM)
    staff = with_own_password()
    assert client_of(staff, REMOTE_ADDR="203.0.113.9").get("/staff/account/").status_code == 200
    assert client_of(staff, REMOTE_ADDR="198.51.100.1").get("/staff/account/").status_code == 403


@pytest.mark.parametrize("wrong", [{"password_min_length": 4}, {"idle_minutes": "30"}, {"lock_out": 3}])
def test_a_wrong_policy_in_a_preset_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SignIn(**{**VALUES, **wrong})


def test_a_broken_range_in_a_preset_is_named() -> None:
    with pytest.raises(ValidationError, match=r"203\.0\.113\.0/24」のことですか"):
        AllowListLine(role=Role.OPERATOR, cidr="203.0.113.5/24")


def test_the_same_line_twice_in_a_preset_is_named() -> None:
    line = AllowListLine(role=Role.OPERATOR, cidr="203.0.113.0/24")
    (problem,) = PART.problems(preset((line, line)))
    assert (problem.file, problem.key) == ("allow_list.csv", "operator 203.0.113.0/24")


@pytest.mark.req("SEC-20")
def test_a_changed_policy_says_what_it_was_before() -> None:
    change_policy(Policy(idle_minutes=20), by=SYSTEM)
    event = Event.objects.get(kind="sign_in.policy_changed")
    assert json.loads(event.body)["changes"] == {"idle_minutes": [30, 20]}


def test_a_policy_without_bounds_is_refused() -> None:
    with pytest.raises(PolicyRefused, match="5から480まで"):
        change_policy(Policy(idle_minutes=0), by=SYSTEM)


def test_only_who_may_edit_access_changes_policy_and_lists() -> None:
    manager = issued(Role.MANAGER).staff.actor
    with pytest.raises(MissingRight):
        change_policy(Policy(mfa_required=False), by=manager)
    with pytest.raises(MissingRight):
        set_allow_list(Role.OPERATOR, [], by=manager)


def test_nobody_locks_themselves_out() -> None:
    admin = issued(Role.CITY_ADMIN).staff.actor
    lines, here = [AllowedLine("203.0.113.0/24")], address_of("198.51.100.1")
    with pytest.raises(WouldLockYourselfOut):
        set_allow_list(Role.CITY_ADMIN, lines, by=admin, own_role=Role.CITY_ADMIN, own_address=here)
    assert allow_list_of(Role.CITY_ADMIN) == []
    set_allow_list(Role.OPERATOR, lines, by=admin, own_role=Role.CITY_ADMIN, own_address=here)
    assert allowed_networks()[Role.OPERATOR]


def test_one_broken_line_changes_nothing() -> None:
    with pytest.raises(NetworkRefused):
        set_allow_list(Role.OPERATOR, [AllowedLine("203.0.113.0/24"), AllowedLine("x")], by=SYSTEM)
    assert allow_list_of(Role.OPERATOR) == []


@pytest.mark.req("SEC-20")
def test_a_refused_visit_is_on_record_once_an_hour() -> None:
    staff = staff_of(Role.OPERATOR)
    set_allow_list(Role.OPERATOR, [AllowedLine("203.0.113.0/24")], by=SYSTEM)
    client = client_of(staff, REMOTE_ADDR="198.51.100.1")
    for method in (client.get, client.head, client.post):
        assert method("/staff/account/").status_code == 403
    assert Event.objects.filter(kind="staff.visit_refused", about_key=staff.login_id).count() == 1


def test_a_right_password_from_a_foreign_address_opens_nothing() -> None:
    change_policy(Policy(mfa_required=False), by=SYSTEM)
    with_own_password()
    set_allow_list(Role.OPERATOR, [AllowedLine("203.0.113.0/24")], by=SYSTEM)
    client = Client(REMOTE_ADDR="198.51.100.1")
    answer = client.post("/staff/account/login/", {"login": "op-0001", "password": "ながい-あいことば-2026"})
    assert answer.status_code == 403
    assert client.get("/staff/account/").status_code == 302
    assert not Event.objects.filter(kind="staff.signed_in").exists()


def test_where_no_role_may_come_from_the_door_is_not_even_shown() -> None:
    for role in Role:
        set_allow_list(role, [AllowedLine("203.0.113.0/24")], by=SYSTEM)
    assert roles_without_allow_list() == []
    refused = Client(REMOTE_ADDR="198.51.100.1").get("/staff/account/login/")
    assert refused.status_code == 403
    assert "この接続元からは利用できません" in refused.content.decode()
    assert Client(REMOTE_ADDR="203.0.113.1").get("/staff/account/login/").status_code == 200
    assert Event.objects.filter(kind="sign_in.visit_refused").count() == 1


def test_a_forged_header_opens_nothing(settings: Any) -> None:
    set_allow_list(Role.OPERATOR, [AllowedLine("203.0.113.0/24")], by=SYSTEM)
    forged = client_of(staff_of(Role.OPERATOR), REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR="203.0.113.1")
    assert forged.get("/staff/account/").status_code == 403
    settings.TRUSTED_PROXIES = [ip_network("198.51.100.0/24")]
    assert forged.get("/staff/account/").status_code == 200


def test_citizens_pages_stay_open_to_everybody() -> None:
    for role in Role:
        set_allow_list(role, [AllowedLine("203.0.113.0/24")], by=SYSTEM)
    assert Client(REMOTE_ADDR="198.51.100.1").get("/no-such-page/").status_code == 404
