"""Whoever attacks the board, the floor, alerts, the console and evaluations: others' calls, odd words, one press twice."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import RIGHTS_BY_ROLE, Role
from madoguchi.alerts.actions import take_stock
from madoguchi.alerts.models import Alert
from madoguchi.alerts.queries import snapshot_now
from madoguchi.calls.agents.administration import add_seat
from madoguchi.calls.agents.following import follow
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.rules import State
from madoguchi.calls.orders.models import Order
from madoguchi.contacts.drafts.actions import open_contact
from madoguchi.contacts.marks.actions import mark_contact
from madoguchi.contacts.marks.rules import Mark
from madoguchi.contacts.rules import Channel
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.quality.models import CoachingNote, Rating
from madoguchi.web.live.register import may_follow, screen_of
from madoguchi.workforce.models import AddedSeats
from tests.calls.people import SUPERVISOR, ready
from tests.hostile.conftest import SignIn
from tests.quality.rated import picked
from tests.services.signed_in import staff_of
from tests.worlds import PRESENT, actor, applied

pytestmark = pytest.mark.django_db
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
SHORT = "<script>alert(1)</script>"  # fits into the name of a seat
S, Q = "/staff/supervisor/", "/staff/quality/"


@pytest.fixture
def evil(signed_in: SignIn) -> Agent:
    """Somebody whose name, seat, base and reasons are markup, in a call; an alert and an evaluation about them."""
    applied("nishitokyo")
    add_seat(SHORT, SHORT, by=SUPERVISOR)
    one = ready("op-evil", at=SHORT)
    one.staff.name = EVIL
    one.staff.save()
    follow(one.extension, State.TALKING, at=clock.now(), call_key="evil-1")
    contact = open_contact(uuid.uuid4(), channel=Channel.TELEPHONE, started_at=clock.now(), by=SUPERVISOR)
    mark_contact(contact, Mark.EMERGENCY, by=SUPERVISOR)
    take_stock(snapshot_now())
    return one


def pages(alert: Alert) -> Iterator[str]:
    yield from (f"{S}board/", f"{S}board/wall/", f"{S}floor/", f"{S}floor/days/", f"{S}seats/", f"{S}seats/add/")
    yield from (f"{S}alerts/", f"{S}alerts/past/", f"{S}alerts/rules/", f"{S}alerts/rules/long_wait/")
    yield from (
        f"{S}alerts/{alert.pk}/",
        f"{Q}",
        f"{Q}figures/",
        f"{Q}draw/",
        f"{Q}sheet/",
        "/staff/contacts/marks/",
    )


def test_markup_in_names_seats_and_bases_stays_words(evil: Agent, signed_in: SignIn) -> None:
    alert = Alert.objects.get(rule="emergency")
    supervisor = signed_in(Role.SUPERVISOR)
    supervisor.post(f"{S}alerts/{alert.pk}/", {"note": EVIL})
    far = f"{clock.today():%Y-%m-%d}"
    supervisor.post(f"{S}seats/add/", {"number": "1", "until_day": far, "until_time": "23:59", "reason": EVIL, "agreed_with": SHORT})  # fmt: skip
    assert AddedSeats.objects.get().reason == EVIL
    for role in (Role.SUPERVISOR, Role.MANAGER, Role.CITY_ADMIN):
        client = signed_in(role)
        for path in pages(alert):
            answer = client.get(path, follow=True)
            assert answer.status_code in {200, 403, 404}, (role, path)
            assert b"<script>alert" not in answer.content, (role, path)
            assert b"<img src=x" not in answer.content, (role, path)
    for topic in ("board", "wall", "floor", f"board:{SHORT}", f"floor:{SHORT}", "alerts"):
        screen = screen_of(topic)
        assert screen, topic
        for role in Role:
            if may_follow(actor(role), topic):
                html = screen.render(topic, actor(role))
                assert "<script>alert" not in html, (role, topic)


ODD = (
    "\x00",
    "９９",
    "-1",
    "9" * 40,
    "1" * 70_000,
    "../x",
    EVIL,
    "\ud83d",
    "0001-01-01",
    "9999-12-31",
    "2026-13-01",
)


def test_odd_words_in_addresses_are_refused_kindly(evil: Agent, signed_in: SignIn) -> None:
    for role in (Role.SUPERVISOR, Role.CITY_ADMIN):
        client = signed_in(role)
        for odd in ODD:
            text = odd.encode("utf-8", "replace").decode()[:3000]
            for path, name in (("board/", "base"), ("board/wall/", "base"), ("floor/", "base"), ("floor/days/", "day"),
                               ("seats/", "day"), ("alerts/past/", "page"), ("alerts/past/", "order")):  # fmt: skip
                assert client.get(S + path, {name: text}).status_code in {200, 302, 400, 404}, (path, odd[:40])
            assert client.get("/staff/contacts/marks/", {"month": text}).status_code in {200, 400}
            assert client.get("/staff/operator/console/", {"tool": text}).status_code in {200, 400, 403}
    supervisor = signed_in(Role.SUPERVISOR)
    for path in ("alerts/99999999999999999999999/", "alerts/rules/none/", "alerts/0/"):
        assert supervisor.get(S + path).status_code == 404, path
    assert supervisor.post(f"{S}seats/99999999999999999999999/end/").status_code == 404


def test_odd_presses_ask_the_exchange_for_nothing(evil: Agent, signed_in: SignIn) -> None:
    Order.objects.all().delete()
    client = signed_in(Role.SUPERVISOR)
    for wish in ("", ":", "listen", "listen:", "listen:９９", f"listen:{EVIL}", f"hang_up:{evil.extension}",
                 f"transfer:{evil.extension}", "listen:" + "1" * 70_000, f"LISTEN:{evil.extension}"):  # fmt: skip
        assert client.post(f"{S}floor/do/", {"wish": wish}).status_code in {400, 404}, wish[:40]
    assert not Order.objects.exists()
    for number in ("", "x", "-1", "９９", "9" * 30, EVIL):
        assert client.post(f"{S}alerts/seen/", {"alert": number}).status_code in {400, 404}, number


def test_odd_rules_and_seats_are_told_at_their_fields(evil: Agent, signed_in: SignIn) -> None:
    client = signed_in(Role.SUPERVISOR)
    before = Event.objects.filter(kind="setting.changed").count()
    for odd in ("", "-1", "9" * 30, "1e5", "x", "\x00", "1.5"):
        typed = {"is_used": "on", "threshold": odd, "cool_down_minutes": odd, "escalate_after_minutes": odd}
        answer = client.post(f"{S}alerts/rules/long_wait/", typed)
        assert answer.status_code == 200, odd
        assert "error-summary" in answer.content.decode(), odd
        added = {"number": odd, "until_day": odd, "until_time": odd, "reason": odd}
        answer = client.post(f"{S}seats/add/", added)
        assert answer.status_code == 200, odd
        assert "error-summary" in answer.content.decode(), odd
    assert Event.objects.filter(kind="setting.changed").count() == before
    assert not AddedSeats.objects.exists()


@pytest.mark.req("WFM-05")
def test_one_press_that_arrives_twice_adds_ends_and_sees_once(evil: Agent, signed_in: SignIn) -> None:
    client = signed_in(Role.SUPERVISOR)
    typed = {"number": "1", "until_day": f"{clock.today():%Y-%m-%d}", "until_time": "23:00", "reason": "急増"}
    for _ in range(2):
        answer = client.post(f"{S}seats/add/", {**typed, "agreed_with": "市民課"}, follow=True)
    assert "同じ増席が、すでに始まっています" in answer.content.decode()
    added = AddedSeats.objects.get()
    for second in range(2):
        with time_machine.travel(PRESENT + timedelta(seconds=second), tick=False):
            client.post(f"{S}seats/{added.pk}/end/", follow=True)
    assert Event.objects.filter(kind="seats.ended").count() == 1
    alert = Alert.objects.get(rule="emergency")
    for _ in range(2):
        answer = client.post(f"{S}alerts/seen/", {"alert": alert.pk}, follow=True)
    assert "すでに確認されています" in answer.content.decode()
    assert Event.objects.filter(kind="alert.acknowledged").count() == 1


# Which role does what: an address, what it takes to see it, what it takes to act there ("" where nothing is done)
MAY = (
    (f"{S}board/", "calls.view", ""),
    (f"{S}board/wall/", "calls.view", ""),
    (f"{S}floor/", "supervision.view", ""),
    (f"{S}floor/do/", "", "supervision.edit"),
    (f"{S}floor/days/", "supervision.view", ""),
    (f"{S}seats/", "supervision.view", ""),
    (f"{S}seats/add/", "supervision.edit", "supervision.edit"),
    (f"{S}seats/1/end/", "", "supervision.edit"),
    (f"{S}alerts/", "alerts.view", ""),
    (f"{S}alerts/past/", "alerts.view", ""),
    (f"{S}alerts/seen/", "", "alerts.edit"),
    (f"{S}alerts/rules/", "alerts.view", ""),
    (f"{S}alerts/rules/long_wait/", "alerts.edit", "alerts.edit"),
    ("/staff/operator/console/", "contacts.edit", ""),
    ("/staff/operator/console/call/", "contacts.edit", ""),
    ("/staff/contacts/marks/", "contacts.view", ""),
    ("/staff/contacts/marks/1/seen/", "", "handed_to_supervisor.edit"),
    (Q, "quality.view", ""),
    (f"{Q}figures/", "quality_figures.view", "quality_figures.view"),
    (f"{Q}draw/", "quality.edit", "quality.edit"),
    (f"{Q}sheet/", "quality.view", "settings.edit"),
    (f"{Q}own/", "own_quality.view", ""),
)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_and_does_what_its_rights_say_and_nothing_else(
    role: Role, evil: Agent, signed_in: SignIn
) -> None:
    client, rights = signed_in(role), RIGHTS_BY_ROLE[role]
    for address, sees, acts in MAY:
        shown, done = client.get(address).status_code, client.post(address, {}).status_code
        assert shown == (405 if not sees else 200 if sees in rights else 403), (address, shown)
        may_act = bool(acts) and acts in rights and (not sees or sees in rights)
        assert (done == 403) if acts and not may_act else done in {200, 302, 400, 403, 404, 405}, (address, done)
        if not acts:
            assert done in ({405} if sees in rights else {403, 405}), (address, done)


@pytest.mark.req("QUA-07")
def test_nobody_acts_on_an_evaluation_that_is_not_theirs(evil: Agent, signed_in: SignIn) -> None:
    case = picked("op-evil")
    operator = signed_in(Role.OPERATOR)
    paths = ("", "begin/", "two/", "note/", "listen/", "agreed/")
    for path in paths:
        for answer in (
            operator.get(f"{Q}cases/{case.key}/{path}"),
            operator.post(f"{Q}cases/{case.key}/{path}", {}),
        ):
            assert answer.status_code in {403, 404, 405}, path
    assert operator.get(f"{Q}own/{case.key}/").status_code == 404
    assert not Rating.objects.exists()
    assert not CoachingNote.objects.exists()
    supervisor = signed_in(Role.SUPERVISOR)
    for path in paths:
        assert supervisor.post(f"{Q}cases/{case.key}/{path}", {"note-text": EVIL}).status_code < 500, path
    assert supervisor.get(f"{Q}cases/{uuid.uuid4()}/").status_code == 404


@pytest.mark.req("OPC-01")
def test_a_forged_call_is_nobodys_record(evil: Agent, signed_in: SignIn) -> None:
    """`evil` is in a call that is not this operator's."""
    operator = signed_in(Role.OPERATOR)
    for key in ("1764000000.1", "none", "x" * 200, "%3Cscript%3E", "..%2F..", "１"):
        for path in (f"/staff/contacts/writing/call/{key}/", f"/staff/escalations/call/{key}/"):
            answer = operator.get(path)
            assert answer.status_code in {302, 404}, (path, answer.status_code)
    assert not may_follow(actor(Role.OPERATOR, staff_of(Role.OPERATOR).login_id), f"seat:{evil.extension}")
    assert may_follow(actor(Role.OPERATOR, "op-evil"), f"seat:{evil.extension}")
    assert not may_follow(actor(Role.CITY_CLERK), "floor")
    assert not may_follow(actor(Role.OPERATOR), "alerts")


def test_without_a_session_every_address_leads_to_the_door(evil: Agent) -> None:
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    for address, _, _ in MAY:
        for answer in (client.get(address), client.post(address, {"wish": f"listen:{evil.extension}"})):
            assert answer.status_code in {302, 403, 405}, address
            if answer.status_code == 302:
                assert "/staff/account/" in answer["Location"], address
