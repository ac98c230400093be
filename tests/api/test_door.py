"""Who may use the API, from where and how often."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.tokens.actions import revoke_token
from madoguchi.accounts.tokens.rules import Scope
from madoguchi.api import pace
from madoguchi.core.actors import SYSTEM
from madoguchi.core.text.my_number import check_digit
from madoguchi.municipality.models import Site
from tests.api.conftest import Machine, is_problem
from tests.worlds import PRESENT

INVENTED = f"12345678901{check_digit('12345678901')}"
ROOT = Path(__file__).resolve().parents[2]


# Who calls


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer x", "Basic bWRnXzo=", "Token mdg_abcdefgh_x", "Bearer mdg_abcdefgh_x"],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/availability"),
        ("GET", "/sites"),
        ("GET", "/procedures"),
        ("POST", "/bookings"),
        ("GET", "/bookings/12345678"),
        ("PATCH", "/bookings/12345678"),
        ("POST", "/bookings/12345678/cancel"),
        ("PUT", "/holds/7c4a8d09-ca37-4f6e-9d1b-1f0b5b9e8a11"),
        ("DELETE", "/holds/7c4a8d09-ca37-4f6e-9d1b-1f0b5b9e8a11"),
    ],
)
@pytest.mark.django_db
def test_without_a_good_token_nothing_opens(method: str, path: str, header: str) -> None:
    answer = Client().generic(method, f"/api/v1{path}", headers={"Authorization": header} if header else {})
    is_problem(answer, 401, "token-refused")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_token_is_answered_as_a_wrong_one(city: Machine) -> None:
    revoke_token(city.token, by=SYSTEM)
    answer = city.ask("GET", "/sites")
    is_problem(answer, 401, "token-refused")
    wrong = Client().get("/api/v1/sites", headers={"Authorization": "Bearer mdg_abcdefgh_x"})
    assert answer.content == wrong.content


def test_an_expired_token_opens_nothing(city: Machine) -> None:
    with time_machine.travel(PRESENT + timedelta(days=400), tick=False):
        is_problem(city.ask("GET", "/sites"), 401, "token-refused")


def test_a_token_is_no_way_to_the_staff_screens_and_a_session_none_to_the_api(city: Machine) -> None:
    answer = Client().get("/staff/", headers={"Authorization": f"Bearer {city.secret}"})
    assert (answer.status_code, answer["Location"].startswith("/staff/account/")) == (302, True)


@pytest.mark.parametrize("scope", list(Scope))
def test_each_scope_opens_only_its_own(site: Site, scope: Scope) -> None:
    machine = Machine(scope)
    opened = {
        Scope.AVAILABILITY_READ: machine.ask("GET", "/sites"),
        Scope.BOOKINGS_READ: machine.ask("GET", "/bookings/12345678"),
        Scope.BOOKINGS_OWN: machine.ask("GET", "/bookings/12345678"),
        Scope.BOOKINGS_WRITE: machine.ask("POST", "/bookings"),
    }
    reading = {Scope.BOOKINGS_READ, Scope.BOOKINGS_OWN}
    for wanted_scope, answer in opened.items():
        if wanted_scope is scope or {wanted_scope, scope} <= reading:
            assert answer.status_code in {200, 404, 422}
        else:
            is_problem(answer, 403, "scope-missing")
            assert "insufficient_scope" in answer["WWW-Authenticate"]


@pytest.mark.req("SEC-04")
def test_a_token_from_another_network_is_refused(city: Machine) -> None:
    type(city.token).objects.update(networks="198.51.100.0/24")
    is_problem(city.ask("GET", "/sites"), 403, "address-refused")


# How often


def test_a_token_that_asks_too_often_is_told_when_to_come_again(
    city: Machine, bot: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "REQUESTS", 3)
    answers = [city.ask("GET", "/sites") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer["RateLimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0"]
    is_problem(answers[3], 429, "too-many-requests")
    assert 1 <= int(answers[3]["Retry-After"]) <= pace.SECONDS
    assert bot.ask("GET", "/sites").status_code == 200  # each has its own


def test_after_a_while_it_may_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 0.0
    monkeypatch.setattr(pace, "REQUESTS", 2)
    monkeypatch.setattr("madoguchi.api.pace.time.monotonic", lambda: moment)
    paces = pace.Paces()
    assert [paces.note("a").is_over for _ in range(3)] == [False, False, True]
    moment = pace.SECONDS + 0.1
    assert not paces.note("a").is_over
