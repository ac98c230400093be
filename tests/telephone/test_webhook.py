"""A cloud exchange tells of calls by signed messages that may come twice, late and in any order."""

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from madoguchi.calls.ledger.models import Call, Fact
from madoguchi.core import clock
from madoguchi.telephony.webhook.rules import NotUnderstood, facts_in, signature

SECRET = "only-for-tests-" * 3
EVENTS: list[dict[str, Any]] = [
    {"id": "c-1", "at": "2026-12-01T09:00:00+09:00", "kind": "arrived", "call": "c",
     "values": {"dialled": "0120000111", "caller": "+819000000001"}},
    {"id": "c-2", "at": "2026-12-01T09:00:04+09:00", "kind": "queued", "call": "c"},
    {"id": "c-3", "at": "2026-12-01T09:00:20+09:00", "kind": "answered", "call": "c", "extension": "77",
     "values": {"wait_seconds": 16}},
    {"id": "c-4", "at": "2026-12-01T00:03:20+00:00", "kind": "completed", "call": "c", "extension": "77",
     "values": {"by": "caller", "talk_seconds": 180}},
    {"id": "c-5", "at": "2026-12-01T09:03:20+09:00", "kind": "ended", "call": "c"},
]  # fmt: skip


@pytest.fixture
def open_door(town: None, settings: Any) -> None:
    settings.EXCHANGE_WEBHOOK_SECRETS = ("the-one-before-" * 3, SECRET)


def send(events: object, *, secret: str = SECRET, ago: timedelta = timedelta(0), body: bytes = b"") -> HttpResponse:
    body = body or json.dumps({"events": events}).encode()
    timestamp = str(int((clock.now() - ago).timestamp()))
    answer: Any = Client().post(
        "/exchange/webhook",
        body,
        content_type="application/json",
        headers={"X-Madoguchi-Timestamp": timestamp, "X-Madoguchi-Signature": signature(secret, timestamp, body)},
    )
    return answer  # type: ignore[no-any-return]


@pytest.mark.req("INT-02")
@pytest.mark.usefixtures("open_door")
def test_what_a_cloud_exchange_tells_stands_in_the_books_once() -> None:
    assert json.loads(send(EVENTS).content) == {"taken": 5}
    assert send(EVENTS[::-1]).status_code == 200
    call = Call.objects.get()
    assert (call.outcome, call.caller, call.wait_seconds, call.talk_seconds) == ("answered", "09000000001", 16, 180)
    assert Fact.objects.count() == 5


@pytest.mark.req("INT-02")
@pytest.mark.usefixtures("open_door")
@pytest.mark.parametrize("ago", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_a_message_that_somebody_kept_for_later_is_refused(ago: timedelta) -> None:
    assert send(EVENTS, ago=ago).status_code == 401
    assert not Fact.objects.exists()


@pytest.mark.usefixtures("open_door")
def test_who_has_not_the_secret_or_changes_the_message_is_refused() -> None:
    assert send(EVENTS, secret="another").status_code == 401
    assert send(EVENTS, secret="the-one-before-" * 3).status_code == 200, "the secret before this one is still good"
    timestamp = str(int(clock.now().timestamp()))
    signed = signature(SECRET, timestamp, b'{"events": []}')
    for headers in (
        {"X-Madoguchi-Timestamp": timestamp, "X-Madoguchi-Signature": signed},
        {"X-Madoguchi-Timestamp": timestamp},
        {"X-Madoguchi-Timestamp": "now", "X-Madoguchi-Signature": "é"},
        {},
    ):
        body = json.dumps({"events": EVENTS})
        answer = Client().post("/exchange/webhook", body, content_type="application/json", headers=headers)
        assert answer.status_code == 401


@pytest.mark.usefixtures("open_door")
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"kind": "unheard"}, "kind"),
        ({"kind": "unread"}, "kind"),
        ({"at": "2026-12-01T09:00:00"}, "at"),
        ({"at": "soon"}, "at"),
        ({"call": "../../etc"}, "call"),
        ({"call": ""}, "call"),
        ({"id": ""}, "id"),
        ({"extension": "77; drop"}, "extension"),
        ({"values": {"caller": ["a"]}}, "values.caller"),
        ({"values": "none"}, "values"),
    ],
)
def test_an_event_that_makes_no_sense_is_named_and_nothing_of_the_message_is_taken(
    wrong: dict[str, Any], why: str
) -> None:
    answer = send([EVENTS[0], EVENTS[1] | wrong])
    assert (answer.status_code, f"events[1].{why} " in answer.content.decode()) == (400, True)
    assert not Fact.objects.exists()


@pytest.mark.usefixtures("open_door")
@pytest.mark.parametrize("body", [b"no json", b"[]", b'{"events": []}', b"[" * 100_000, b'{"events": 7}', b"\xff"])
def test_rubbish_is_refused(body: bytes) -> None:
    assert send([], body=body).status_code == 400


@pytest.mark.usefixtures("open_door")
def test_a_message_that_is_too_long_is_refused() -> None:
    assert send([], body=b" " * 600_000).status_code == 413
    assert send([EVENTS[0] | {"id": f"c-{place}"} for place in range(501)]).status_code == 400


@pytest.mark.usefixtures("town")
def test_without_a_secret_there_is_no_such_address(settings: Any) -> None:
    settings.EXCHANGE_WEBHOOK_SECRETS = ()
    assert send(EVENTS).status_code == 404


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(["id", "at", "kind", "call", "values", "extension", "x"]), inside, max_size=5), max_leaves=12)  # fmt: skip


@hypothesis_settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(JSON, max_size=3))
def test_whatever_comes_is_understood_or_refused_by_name(events: list[object]) -> None:
    with suppress(NotUnderstood):
        facts_in(json.dumps({"events": events}).encode())
