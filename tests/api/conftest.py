"""A machine that books: a token, and a client that sends it."""

import copy
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from madoguchi.accounts.tokens.actions import create_token
from madoguchi.accounts.tokens.rules import Scope
from madoguchi.api.pace import PACES
from madoguchi.core.actors import SYSTEM, UserKind
from madoguchi.municipality.models import Site
from tests.worlds import PRESENT, open_for_booking

READ = (Scope.AVAILABILITY_READ, Scope.BOOKINGS_READ, Scope.BOOKINGS_WRITE)
OWN = (Scope.AVAILABILITY_READ, Scope.BOOKINGS_OWN, Scope.BOOKINGS_WRITE)


class Machine:
    """Another system with its token."""

    def __init__(self, *scopes: Scope, kind: UserKind = UserKind.CITY) -> None:
        made = create_token(name="市のLINE", kind=kind, scopes=frozenset(scopes), by=SYSTEM)
        self.token, self.secret = made.token, made.secret
        self.client = Client(raise_request_exception=False)

    def again(self) -> "Machine":
        """The same token from another connection."""
        twin = copy.copy(self)
        twin.client = Client(raise_request_exception=False)
        return twin

    def ask(
        self, method: str, path: str, body: object = None, *, headers: dict[str, str] | None = None
    ) -> "HttpResponse":
        content: dict[str, Any] = (
            {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        )
        return self.client.generic(  # type: ignore[return-value]
            method,
            f"/api/v1{path}",
            **content,
            headers={"Authorization": f"Bearer {self.secret}", **(headers or {})},
        )

    def book(self, body: object, *, key: str = "") -> "HttpResponse":
        return self.ask("POST", "/bookings", body, headers={"Idempotency-Key": key or str(uuid.uuid4())})

    def booked(self, slot_id: int, **contact: str) -> dict[str, Any]:
        body = wanted(slot_id)
        body["contact"] |= contact
        answer = self.book(body)
        assert answer.status_code == 201, answer.content
        return {**read(answer), "etag": answer["ETag"]}


def is_problem(answer: Any, status: int, name: str) -> None:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert "no-store" in answer["Cache-Control"]
    body = read(answer)
    assert (body["type"], body["status"]) == (f"urn:madoguchi:problem:{name}", status)
    assert body["title"]
    assert body["detail"]


def read(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.content)
    return found


def wanted(slot_id: int, *, people: int = 1, **contact: str) -> dict[str, Any]:
    return {
        "slot": slot_id,
        "people": [
            {"name": f"見本 花子{n or ''}", "kana": "ミホン ハナコ", "procedure": "pickup"} for n in range(people)
        ],
        "contact": {"name": "見本 花子", "kana": "ミホン ハナコ", "phone": "090-0000-0001", **contact},
    }


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.fixture(autouse=True)
def unhurried() -> None:
    """No test waits for the requests of another."""
    PACES.forget()


@pytest.fixture
def site(db: None) -> Site:
    return open_for_booking()


@pytest.fixture
def city(site: Site) -> Machine:
    return Machine(*READ)


@pytest.fixture
def bot(site: Site) -> Machine:
    """Acts for citizens."""
    return Machine(*OWN, kind=UserKind.CITIZEN)
