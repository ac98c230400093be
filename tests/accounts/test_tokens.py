"""Keys of other systems: what they open, for how long, and what stays of them."""

import ipaddress
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from madoguchi.accounts.administration import RightNotHeld
from madoguchi.accounts.allow_lists.rules import AddressRefused, NetworkRefused
from madoguchi.accounts.models import ApiToken
from madoguchi.accounts.queries import names_by_key
from madoguchi.accounts.rights import Role
from madoguchi.accounts.tokens.actions import NewToken, admit, create_token, revoke_token
from madoguchi.accounts.tokens.queries import tokens_visible_to
from madoguchi.accounts.tokens.rules import (
    ExpiryRefused,
    NotForCitizens,
    Scope,
    ScopeMissing,
    TokenOver,
    TokenRefused,
    UnknownScope,
    key_in,
    new_key,
    new_secret,
    scopes_of,
)
from madoguchi.config.cli import main
from madoguchi.core.actors import SYSTEM, Actor, UserKind
from madoguchi.core.history.models import Event, PersonalValue
from madoguchi.core.refusals import MissingRight
from madoguchi.core.text.my_number import MyNumberRefused, check_digit
from tests.worlds import ADMIN, PRESENT, TODAY, actor

HERE = ipaddress.ip_address("203.0.113.9")
ALL = frozenset({Scope.AVAILABILITY_READ, Scope.BOOKINGS_READ, Scope.BOOKINGS_WRITE})

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


def made(by: Actor = ADMIN, **options: object) -> NewToken:
    wanted = {"name": "市のLINE", "kind": UserKind.CITY, "scopes": ALL, **options}
    return create_token(by=by, **wanted)  # type: ignore[arg-type]


def test_a_token_acts_for_its_kind_with_the_rights_of_its_scopes() -> None:
    caller = admit(made().secret, address=HERE)
    assert caller.actor.kind is UserKind.CITY
    assert caller.actor.rights == {"bookings.view", "bookings.edit"}
    assert caller.scopes == ALL


def test_a_token_for_citizens_has_no_right_of_staff() -> None:
    scopes = frozenset({Scope.AVAILABILITY_READ, Scope.BOOKINGS_OWN, Scope.BOOKINGS_WRITE})
    caller = admit(made(kind=UserKind.CITIZEN, scopes=scopes).secret, address=HERE)
    assert caller.actor.kind is UserKind.CITIZEN
    assert caller.actor.rights == frozenset()


def test_a_token_for_citizens_never_reads_all_bookings() -> None:
    with pytest.raises(NotForCitizens):
        made(kind=UserKind.CITIZEN)


def test_the_secret_is_kept_nowhere() -> None:
    new = made()
    hidden = new.secret.rpartition("_")[2]
    row = ApiToken.objects.values().get()
    assert new.secret.startswith(f"mdg_{new.token.key}_")
    assert not any(hidden in str(value) for value in row.values())
    assert not any(hidden in event.body for event in Event.objects.all())
    assert not PersonalValue.objects.filter(text__contains=hidden).exists()


def test_a_secret_holds_at_least_256_random_bits() -> None:
    secrets = {new_secret(new_key()) for _ in range(50)}
    assert len(secrets) == 50
    assert all(len(secret.split("_", 2)[2]) >= 43 for secret in secrets)  # base64: six bits a sign


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "mdg_",
        "mdg__",
        "mdg_aaaaaaaa_",
        "mdg_aaaaaaaa_x",
        "sk_aaaaaaaa_x",
        "mdg_AAAAAAAA_x",
        "\udcff",
        "x" * 9000,
    ],
)
def test_what_is_no_token_is_refused_as_a_wrong_one(wrong: str) -> None:
    made()
    with pytest.raises(TokenRefused):
        admit(wrong, address=HERE)


def test_the_open_part_alone_opens_nothing() -> None:
    new = made()
    assert key_in(new.secret) == new.token.key
    with pytest.raises(TokenRefused):
        admit(f"mdg_{new.token.key}_{'x' * 43}", address=HERE)


def test_a_token_ends_with_its_last_day() -> None:
    new = made(expires_on=TODAY)
    admit(new.secret, address=HERE)
    with time_machine.travel(PRESENT + timedelta(days=1), tick=False), pytest.raises(TokenRefused):
        admit(new.secret, address=HERE)


def test_without_a_day_a_token_ends_in_a_year() -> None:
    assert made().token.expires_on == TODAY + timedelta(days=365)


@pytest.mark.parametrize("days", [-1, 3 * 366 + 1])
def test_a_token_has_an_end_within_three_years(days: int) -> None:
    with pytest.raises(ExpiryRefused):
        made(expires_on=TODAY + timedelta(days=days))


def test_a_revoked_token_opens_nothing_from_that_moment_and_stays_on_record() -> None:
    new = made()
    revoke_token(new.token, by=ADMIN)
    with pytest.raises(TokenRefused):
        admit(new.secret, address=HERE)
    with pytest.raises(TokenOver):
        revoke_token(new.token, by=ADMIN)
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == ["token.created", "token.revoked"]
    assert ApiToken.objects.get().name == "市のLINE"


@pytest.mark.req("SEC-04")
def test_a_token_comes_only_from_its_networks_and_a_refusal_is_on_record_once_an_hour() -> None:
    new = made(networks=["198.51.100.0/24"])
    for _ in range(3):
        with pytest.raises(AddressRefused):
            admit(new.secret, address=HERE)
    admit(new.secret, address=ipaddress.ip_address("198.51.100.7"))
    assert Event.objects.filter(kind="token.visit_refused").count() == 1


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(NetworkRefused):
        made(networks=["198.51.100.7/24"])


def test_use_is_noted_at_most_once_a_minute() -> None:
    new = made()
    admit(new.secret, address=HERE)
    with time_machine.travel(PRESENT + timedelta(seconds=59), tick=False):
        admit(new.secret, address=HERE)
    assert ApiToken.objects.get().last_used_at == PRESENT
    with time_machine.travel(PRESENT + timedelta(seconds=60), tick=False):
        admit(new.secret, address=HERE)
    assert ApiToken.objects.get().last_used_at == PRESENT + timedelta(seconds=60)
    assert Event.objects.count() == 1  # the making; a use is no event


def test_nobody_gives_a_machine_more_than_they_may_do() -> None:
    by = Actor(UserKind.CITY, "somebody", frozenset({"access.edit", "bookings.view"}))
    made(by, scopes=frozenset({Scope.BOOKINGS_READ}))
    with pytest.raises(RightNotHeld):
        made(by, scopes=frozenset({Scope.BOOKINGS_WRITE}))


def test_the_call_centre_makes_no_token_that_acts_as_the_city() -> None:
    by = Actor(UserKind.CALL_CENTRE, "somebody", frozenset({"access.edit", "bookings.view", "bookings.edit"}))
    made(by, kind=UserKind.CALL_CENTRE)
    for kind in (UserKind.CITY, UserKind.CITIZEN, UserKind.SYSTEM):
        with pytest.raises(MissingRight):
            made(by, kind=kind, scopes=frozenset({Scope.AVAILABILITY_READ}))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CITY_ADMIN])
def test_only_who_keeps_the_doors_makes_or_ends_tokens(role: Role) -> None:
    new = made()
    with pytest.raises(MissingRight):
        made(actor(role))
    with pytest.raises(MissingRight):
        revoke_token(new.token, by=actor(role))


def test_each_side_sees_its_own_tokens_and_the_city_all() -> None:
    made()
    made(kind=UserKind.CALL_CENTRE)
    assert tokens_visible_to(ADMIN).count() == 2
    assert tokens_visible_to(actor(Role.MANAGER)).count() == 1
    assert tokens_visible_to(actor(Role.OPERATOR)).count() == 0


def test_a_token_opens_something_or_is_not_made() -> None:
    with pytest.raises(ScopeMissing):
        made(scopes=frozenset())
    with pytest.raises(UnknownScope):
        scopes_of(["bookings.everything"])


@pytest.mark.req("PDR-08")
def test_the_name_of_a_token_is_guarded() -> None:
    with pytest.raises(MyNumberRefused):
        made(name=f"12345678901{check_digit('12345678901')}")


def test_the_history_names_a_token_as_it_names_people() -> None:
    key = admit(made().secret, address=HERE).actor.key
    assert names_by_key({key}) == {key: "市のLINE"}


def test_the_command_makes_lists_and_revokes(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = ["token", "create", "--name", "LINE", "--scope", "bookings.read", "--expires", "2027-03-31"]
    assert main([*wanted, "--address", "203.0.113.0/24"]) == 0
    secret = capsys.readouterr().out.splitlines()[1]
    assert admit(secret, address=HERE).scopes == {Scope.BOOKINGS_READ}
    assert main(["token", "list"]) == 0
    listed = capsys.readouterr().out
    assert key_in(secret) in listed
    assert secret not in listed
    assert main(["token", "revoke", key_in(secret)]) == 0
    assert main(["token", "revoke", key_in(secret)]) == 2
    assert main(["token", "revoke", "nobody"]) == 2
    with pytest.raises(TokenRefused):
        admit(secret, address=HERE)
    assert tokens_visible_to(SYSTEM).count() == 1
