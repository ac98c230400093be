"""Whoever attacks by the telephone side finds a refusal: at its doors, at other people's seats, in what callers send."""

import hashlib
import hmac
import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.administration import add_agent
from madoguchi.calls.agents.credentials import sip_password
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.rules import Device
from madoguchi.calls.ledger.models import Call, Fact
from madoguchi.calls.orders.models import Order
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.telephony.asterisk.config.machine import Machine
from tests.calls.people import SUPERVISOR, seated
from tests.calls.people import agent as an_agent
from tests.hostile.conftest import SignIn
from tests.services.signed_in import session_for, staff_of
from tests.worlds import applied

pytestmark = pytest.mark.django_db
SECRET = "only-for-tests-" * 3
TOKEN = "token-of-the-exchange-in-tests"
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
T = "/staff/telephone/"


@pytest.fixture(autouse=True)
def town(db: None) -> None:
    applied("hatsukaichi")


@pytest.fixture
def exchange(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    machine = Machine(folder=tmp_path, program=tmp_path, ami_secret="only-for-tests-only", policy_token=TOKEN)
    monkeypatch.setattr(configured, "EXCHANGE_MACHINE", machine)


def told(body: bytes, **headers: str) -> int:
    """What a cloud exchange is answered that signs rightly."""
    timestamp = str(int(clock.now().timestamp()))
    signed = hmac.new(SECRET.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    given = {"X-Madoguchi-Timestamp": timestamp, "X-Madoguchi-Signature": f"v1={signed}", **headers}
    client = Client(raise_request_exception=False)
    return client.post("/exchange/webhook", body, content_type="application/json", headers=given).status_code


def event(**other: Any) -> dict[str, Any]:
    at = clock.in_tokyo(clock.now()).isoformat()
    return {"id": "h-1", "at": at, "kind": "arrived", "call": "hostile-1", **other}


def body_of(*events: dict[str, Any]) -> bytes:
    return json.dumps({"events": events}).encode()


# The doors


@pytest.fixture
def cloud(settings: Any) -> None:
    settings.EXCHANGE_WEBHOOK_SECRETS = (SECRET,)


NONSENSE: tuple[dict[str, Any], ...] = (
    {"caller": "\ud800"},
    {"caller": EVIL, "dialled": "0120\r\nAction: Hangup"},
    {"caller": "\x00\x1b[2J", "withheld": "x" * 5_000},
    {"seconds": "not a number", "wait_seconds": -1},
    {"talk_seconds": 1e308},
    {"talk_seconds": float("nan")},
    {"talk_seconds": 10**30},
)
KINDS = ("arrived", "answered", "completed", "ended", "abandoned", "recorded", "transferred", "held")


@pytest.mark.usefixtures("cloud")
def test_whatever_a_signed_message_holds_is_taken_or_refused(signed_in: SignIn) -> None:
    for number, values in enumerate(NONSENSE):
        call = f"hostile-{number}"
        events = [event(id=f"{call}-{kind}", call=call, kind=kind, values=values) for kind in KINDS]
        assert told(body_of(*events)) in {200, 400}, values
    supervisor = signed_in(Role.SUPERVISOR)
    pages = ["calls/", "calls/unmatched/", "calls/usage/", "calls/peaks/", "calls/fairness/"]
    for path in [*pages, *(f"calls/of/{call.key}/" for call in Call.objects.all())]:
        answer = supervisor.get(f"{T}{path}")
        assert answer.status_code == 200, path
        assert b"<script>alert" not in answer.content
        assert b"<img src=x" not in answer.content


@pytest.mark.usefixtures("cloud")
def test_a_forged_copied_or_unsigned_message_tells_nothing() -> None:
    body = body_of(event())
    late = str(int((clock.now() - timedelta(minutes=6)).timestamp()))
    for forged in ({"X-Madoguchi-Timestamp": late}, {"X-Madoguchi-Signature": "v1="}, {"X-Madoguchi-Signature": "v2=x"},
                   {"X-Madoguchi-Timestamp": "9" * 400}, {"X-Madoguchi-Timestamp": "-1"}, {"X-Madoguchi-Timestamp": "１"}):  # fmt: skip
        assert told(body, **forged) == 401, forged
    assert not Fact.objects.exists()
    assert told(body) == told(body) == 200
    assert Fact.objects.count() == 1
    assert Call.objects.count() == 1


DOORS = ("policy", "booking", "webhook", "", "../staff/", "policy/", "POLICY")
FORM = "application/x-www-form-urlencoded"
SENT = (
    {"CONTENT_LENGTH": "abc"},
    {"CONTENT_LENGTH": "-1"},
    {"HTTP_HOST": "evil.example"},
    {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    {"HTTP_X_FORWARDED_FOR": ""},
    {"REMOTE_ADDR": "203.0.113.9"},
    {"REMOTE_ADDR": ""},
    {"HTTP_X_MADOGUCHI_EXCHANGE": ""},
    {"HTTP_X_MADOGUCHI_EXCHANGE": "\xe9\xff"},
    {"CONTENT_TYPE": "multipart/form-data; boundary=" + "x" * 300},
    {"CONTENT_TYPE": f"{FORM}; charset=utf-7"},
    {"CONTENT_TYPE": f"{FORM}; charset=nonsense"},
)


@pytest.mark.usefixtures("exchange", "cloud")
def test_no_door_of_the_exchange_breaks() -> None:
    client = Client(raise_request_exception=False, HTTP_X_MADOGUCHI_EXCHANGE=TOKEN, REMOTE_ADDR="127.0.0.1")
    for door in DOORS:
        for sent in SENT:
            whole = {"CONTENT_TYPE": FORM, **sent}
            kind = whole.pop("CONTENT_TYPE")
            answer = client.generic("POST", f"/exchange/{door}", b"caller=1&dialled=%00%ff", kind, **whole)
            assert answer.status_code < 500, (door, sent)
            assert "session" not in answer.cookies


@pytest.mark.usefixtures("exchange")
def test_neither_numbers_nor_tokens_are_written_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    values = {
        "caller": "09011112222",
        "dialled": "0120000111",
        "call": "1.1",
        "number": "12345678",
        "phone": "09011112222",
    }
    for given in (TOKEN, "wrong-token-of-somebody"):
        for door in ("policy", "booking", "nothing"):
            Client().post(
                f"/exchange/{door}", values, headers={"X-Madoguchi-Exchange": given}, REMOTE_ADDR="127.0.0.1"
            )
    client = Client()
    client.cookies["session"] = session_for(staff_of(Role.OPERATOR))
    add_agent(staff_of(Role.OPERATOR), device=Device.SOFT_PHONE, by=SUPERVISOR)
    password = client.post(f"{T}seat/softphone/").json()["password"]
    client.post(f"{T}seat/call/", {"number": "09011112222", "purpose": "other"})
    client.post(f"{T}calls/", {"number": "09011112222"})
    lines = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    for secret in ("09011112222", "12345678", TOKEN, "wrong-token", password):
        assert secret not in lines


# Other people's seats


def test_a_button_that_is_not_there_is_not_pressed(signed_in: SignIn) -> None:
    add_agent(staff_of(Role.OPERATOR), device=Device.SOFT_PHONE, by=SUPERVISOR)
    before, operator = Order.objects.count(), signed_in(Role.OPERATOR)
    for wish in (
        "listen",
        "whisper",
        "barge",
        "leave",
        "reload",
        "tell_schedule",
        "provision",
        "sign_in",
        "",
        "HOLD",
    ):
        assert operator.post(f"{T}seat/order/", {"wish": wish, "ear": "201"}).status_code == 400, wish
    assert Order.objects.count() == before


def test_an_order_is_about_ones_own_telephone_and_call_whatever_is_sent(signed_in: SignIn) -> None:
    mine = add_agent(staff_of(Role.OPERATOR), device=Device.SOFT_PHONE, by=SUPERVISOR)
    other = seated("op-other")
    sent = {"agent": other.pk, "extension": other.extension, "call": "c9", "call_key": "c9", "by": "manager"}
    for wish in ("hang_up", "hold", "consult", "pause_recording"):
        signed_in(Role.OPERATOR).post(f"{T}seat/order/", {"wish": wish, "to": "1\r\nAction: Hangup", **sent})
    orders = Order.objects.exclude(kind__in=["provision", "sign_in", "pause"]).exclude(agent=other)
    assert orders.count() == 4
    assert {(order.agent_id, order.call_key, order.asked_by) for order in orders} == {
        (mine.pk, "", staff_of(Role.OPERATOR).login_id)
    }


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CITY_CLERK, Role.DATA_STAFF, Role.CITY_ADMIN, Role.AUDITOR])
def test_nobody_changes_or_reads_what_is_anothers(role: Role, signed_in: SignIn) -> None:
    other = seated("op-other")
    client = signed_in(role)
    extension = other.extension
    before = Event.objects.latest("pk").pk
    for path, sent in (
        (f"agents/{extension}/", {"state": "signed_out"}),
        (f"extensions/{extension}/", {"device": "none"}),
        ("extensions/new/", {"staff": "op-other", "device": "soft_phone"}),
        ("seats/new/", {"name": EVIL}),
        (f"seats/{other.pk}/", {"name": EVIL}),
        ("exchange/apply/", {"digest": "x"}),
    ):
        answer = client.post(f"{T}{path}", sent)
        allowed = {403, 404} if role is not Role.DATA_STAFF or path != "exchange/apply/" else {302, 403, 404}
        assert answer.status_code in allowed, path
    if role is not Role.DATA_STAFF:
        assert client.post(f"{T}extensions/{extension}/password/").status_code in {403, 404}
    if role in {Role.OPERATOR, Role.CITY_CLERK}:
        for path in (f"agents/{extension}/day/", "agents/", "seats/", f"extensions/{extension}/"):
            assert client.get(f"{T}{path}").status_code in {403, 404}, path
    assert sip_password(extension) not in client.get(f"{T}extensions/{extension}/").content.decode()
    assert not Event.objects.filter(pk__gt=before, kind__startswith="agent.").exists()
    assert Agent.objects.get(pk=other.pk).device == Device.SOFT_PHONE


PLACES = (
    "agents/{}/", "agents/{}/day/", "extensions/{}/", "seats/{}/", "recordings/{}/", "calls/of/{}/", "announcements/{}/",
    "lines/number/{}/", "lines/tasks/{}/",
)  # fmt: skip


def test_a_guessed_key_is_nowhere(signed_in: SignIn) -> None:
    manager = signed_in(Role.MANAGER)
    for place in PLACES:
        for key in ("0", "9" * 40, "%00", "..%2f", "１", "%0d%0aSet-Cookie:x"):
            answer = manager.get(T + place.format(key))
            assert answer.status_code in {400, 404}, (place, key)
            assert "x" not in answer.cookies


# The telephone in the browser


def test_the_password_of_a_telephone_is_for_its_own_person_and_kept_by_nothing(signed_in: SignIn) -> None:
    an_agent("op-other")
    client = signed_in(Role.OPERATOR)
    assert client.post(f"{T}seat/softphone/").status_code == 403, "no telephone of one's own"
    mine = add_agent(staff_of(Role.OPERATOR), device=Device.SOFT_PHONE, by=SUPERVISOR)
    answer = client.post(f"{T}seat/softphone/", {"extension": "201", "agent": "1"})
    assert answer.json()["extension"] == mine.extension
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"{T}seat/softphone/").status_code == 405
    for role in (Role.CITY_CLERK, Role.AUDITOR, Role.MANAGER):
        assert signed_in(role).post(f"{T}seat/softphone/").status_code == 403
    page = client.get(f"{T}seat/").content.decode()
    assert answer.json()["password"] not in page
    assert not Event.objects.filter(body__contains=answer.json()["password"]).exists()


def test_no_other_site_presses_a_button_of_the_telephone() -> None:
    seated(staff_of(Role.OPERATOR).login_id)
    client = Client(enforce_csrf_checks=True)
    client.cookies["session"] = session_for(staff_of(Role.OPERATOR))
    before = Order.objects.count()
    for path in ("order", "state", "call", "sit", "leave", "softphone", "relay"):
        assert client.post(f"{T}seat/{path}/", {"wish": "hang_up", "state": "break"}).status_code == 403, path
    assert Order.objects.count() == before


def test_what_people_name_things_is_shown_as_text(signed_in: SignIn) -> None:
    one = seated("op-evil", at="席'\"><b>")
    one.staff.name = EVIL[:50]
    one.staff.save()
    supervisor = signed_in(Role.SUPERVISOR)
    supervisor.post(f"{T}agents/{one.extension}/", {"state": "break", "reason": EVIL})
    for path in ("agents/", "seats/", f"agents/{one.extension}/", f"agents/{one.extension}/day/"):
        shown = supervisor.get(f"{T}{path}", follow=True).content.decode()
        assert "<script>alert" not in shown, path
        assert "<img src=x" not in shown, path
        assert '"><b>' not in shown, path
