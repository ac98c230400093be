"""電話の席: one's own place, everybody's states, seats and extensions; and the telephone in the browser by contract."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, override_settings

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.actions import change_state, sign_in
from madoguchi.calls.agents.administration import add_agent
from madoguchi.calls.agents.credentials import sip_password
from madoguchi.calls.agents.following import follow
from madoguchi.calls.agents.models import Agent, AgentState
from madoguchi.calls.agents.queries import state_of
from madoguchi.calls.agents.rules import Device, State
from madoguchi.calls.marks.queries import is_relay
from madoguchi.calls.orders.actions import beat
from madoguchi.calls.orders.models import Order
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.queries import value_of
from tests.calls.people import SUPERVISOR, seat, themselves
from tests.services.signed_in import staff_of
from tests.web.pages import seen, words
from tests.worlds import ADMIN, applied

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Role], Client]


@pytest.fixture
def contract(db: None) -> None:
    applied("hatsukaichi")


@pytest.fixture
def agent(contract: None) -> Agent:
    return add_agent(staff_of(Role.OPERATOR), device=Device.SOFT_PHONE, by=SUPERVISOR)


@pytest.fixture
def ready(agent: Agent) -> Agent:
    sign_in(agent, seat(), by=themselves(agent))
    change_state(agent, State.READY, by=themselves(agent))
    return agent


def now_in(agent: Agent) -> str:
    row = state_of(agent)
    return row.state if row else ""


@pytest.mark.req("OPC-05")
def test_somebody_sits_down_takes_calls_and_leaves(agent: Agent, operator: Client) -> None:
    place = seat()
    assert "着席する" in seen(operator, "/staff/telephone/seat/")
    page = seen(operator, "/staff/telephone/seat/sit/", {"seat": str(place.pk)})
    assert "1番席に着席しました" in page
    assert "離席" in words(page)
    page = seen(operator, "/staff/telephone/seat/state/", {"state": "ready"})
    assert 'data-state="ready"' in page
    page = seen(operator, "/staff/telephone/seat/state/", {"state": "break", "reason": "昼休み"})
    assert "昼休み" in page
    seen(operator, "/staff/telephone/seat/leave/", {})
    assert now_in(agent) == "signed_out"


@pytest.mark.req("OPC-05")
def test_every_state_that_may_follow_has_a_button_with_a_key_and_no_other(ready: Agent, operator: Client) -> None:
    page = seen(operator, "/staff/telephone/seat/")
    assert re.findall(r'name="state" value="(\w+)"', page) == ["break", "away", "training"]
    assert 'data-key="1"' in page


def test_a_button_that_does_not_fit_any_more_is_refused_in_words(ready: Agent, operator: Client) -> None:
    follow(ready.extension, State.TALKING, at=clock.now(), call_key="c1")
    page = seen(operator, "/staff/telephone/seat/state/", {"state": "break"})
    assert "「通話中」から「休憩」へは変えられません" in page


@pytest.mark.req("OPC-05", "TEL-18")
def test_after_call_work_shows_how_long_it_still_lasts(ready: Agent, operator: Client) -> None:
    follow(ready.extension, State.TALKING, at=clock.now(), call_key="c1")
    follow(ready.extension, State.AFTER_CALL, at=clock.now())
    page = seen(operator, "/staff/telephone/seat/now/")
    assert 'data-state="after_call"' in page
    (left,) = re.findall(r"あと (\d+) 秒で、受付可に戻ります", page)
    assert 0 < int(left) <= value_of("telephone.after_call_seconds")


def test_a_call_has_its_buttons_and_each_is_a_wish_to_the_exchange(ready: Agent, operator: Client) -> None:
    follow(ready.extension, State.TALKING, at=clock.now(), call_key="c1")
    Order.objects.all().delete()
    page = seen(operator, "/staff/telephone/seat/")
    for wish in ("hold", "hang_up", "transfer", "consult", "pause_recording"):
        assert f'value="{wish}"' in page
    operator.post("/staff/telephone/seat/order/", {"wish": "transfer", "how": "attended"})
    order = Order.objects.get()
    assert (order.kind, order.call_key, order.wished) == ("transfer", "c1", {"how": "attended"})
    assert operator.post("/staff/telephone/seat/order/", {"wish": "listen"}).status_code == 400


@pytest.mark.req("TEL-19")
def test_ringing_out_asks_for_number_and_purpose(ready: Agent, operator: Client) -> None:
    Order.objects.all().delete()
    page = seen(operator, "/staff/telephone/seat/call/", {"number": "03-1234-5678"})
    assert "「目的」を選んでください" in page
    page = seen(operator, "/staff/telephone/seat/call/", {"number": "abc", "purpose": "other"})
    assert "市外局番から" in page
    assert not Order.objects.exists()
    seen(operator, "/staff/telephone/seat/call/", {"number": "03-1234-5678", "purpose": "escalation"})
    assert Order.objects.get().wished == {"number": "0312345678", "purpose": "escalation"}


@pytest.mark.req("LNG-06")
def test_a_call_through_the_relay_service_is_marked_and_says_how_to_speak(ready: Agent, operator: Client) -> None:
    follow(ready.extension, State.TALKING, at=clock.now(), call_key="c1")
    page = seen(operator, "/staff/telephone/seat/relay/", {})
    assert "通訳オペレーター" in page
    assert is_relay("c1")
    seen(operator, "/staff/telephone/seat/relay/", {})
    assert not is_relay("c1")
    assert list(Event.objects.filter(about_key="c1").order_by("id").values_list("kind", flat=True)) == [
        "call.marked_relay",
        "call.unmarked_relay",
    ]


def test_what_the_exchange_refused_is_said_in_words(ready: Agent, operator: Client) -> None:
    Order.objects.all().delete()
    operator.post("/staff/telephone/seat/call/", {"number": "0312345678", "purpose": "other"})
    Order.objects.update(state="refused", answer="not picked up (reason 3)")
    assert "電話機が応答しませんでした" in seen(operator, "/staff/telephone/seat/")


def test_a_switchboard_that_does_not_run_is_said_here_and_on_the_home_page(ready: Agent, operator: Client) -> None:
    assert "電話交換機につながっていません" in seen(operator, "/staff/telephone/seat/")
    assert "電話のつなぎ役が止まっています" in seen(operator, "/staff/")
    beat(started_at=clock.now(), exchange_is_up=True)
    assert "電話交換機につながっていません" not in seen(operator, "/staff/telephone/seat/")
    assert "電話のつなぎ役が止まっています" not in seen(operator, "/staff/")


def test_readyz_warns_of_a_telephone_that_is_cut_off(ready: Agent, client: Client) -> None:
    def warned() -> set[str]:
        return {one["about"] for one in client.get("/readyz").json()["warnings"]}

    assert "telephone" in warned()
    beat(started_at=clock.now(), exchange_is_up=False)
    assert "telephone" in warned()
    beat(started_at=clock.now(), exchange_is_up=True)
    assert "telephone" not in warned()


@pytest.mark.req("OPC-05")
def test_a_supervisor_sees_everybody_and_changes_a_state_with_a_reason(ready: Agent, signed_in: SignedIn) -> None:
    supervisor = signed_in(Role.SUPERVISOR)
    assert "試験 太郎" in seen(supervisor, "/staff/telephone/agents/")
    page = seen(supervisor, "/staff/telephone/agents/101/", {"state": "away", "reason": "呼び出し"})
    assert "「離席」にしました" in page
    row = AgentState.objects.get(agent=ready, ended_at=None)
    assert (row.state, row.reason, row.set_by) == ("away", "呼び出し", "test-supervisor")
    assert "呼び出し" in seen(supervisor, "/staff/telephone/agents/101/day/")


def test_an_operator_sees_their_own_day_and_nobody_elses_page(ready: Agent, operator: Client) -> None:
    assert "受付可" in seen(operator, "/staff/telephone/agents/101/day/")
    assert operator.get("/staff/telephone/agents/").status_code == 403
    assert operator.get("/staff/telephone/agents/101/").status_code == 403
    assert operator.get("/staff/telephone/seats/").status_code == 403
    assert operator.get("/staff/telephone/agents/102/day/").status_code == 404
    assert operator.get("/staff/telephone/agents/101/day/?day=x").status_code == 404


def test_seats_and_extensions_are_made_on_the_screen(contract: None, signed_in: SignedIn) -> None:
    supervisor = signed_in(Role.SUPERVISOR)
    someone = staff_of(Role.OPERATOR)
    seen(supervisor, "/staff/telephone/seats/new/", {"name": "A-1", "base": "本庁", "is_in_use": "on"})
    assert "同じ名前の席" in seen(supervisor, "/staff/telephone/seats/new/", {"name": "A-1", "is_in_use": "on"})
    page = seen(supervisor, "/staff/telephone/extensions/new/", {"staff": someone.login_id, "device": "soft_phone"})
    assert "内線101を登録しました" in page
    assert "パスワードを表示する" not in page
    page = seen(supervisor, "/staff/telephone/seats/")
    assert "A-1" in page
    assert "試験 太郎" in page


@pytest.mark.req("TEL-17")
def test_a_desk_telephones_password_is_shown_to_few_and_written_down(contract: None, signed_in: SignedIn) -> None:
    change_settings({"telephone.desk_phones": True}, by=ADMIN)
    add_agent(staff_of(Role.OPERATOR), device=Device.DESK_PHONE, by=SUPERVISOR)
    manager, supervisor = signed_in(Role.MANAGER), signed_in(Role.SUPERVISOR)
    assert sip_password("101") not in seen(manager, "/staff/telephone/extensions/101/")
    assert sip_password("101") in seen(manager, "/staff/telephone/extensions/101/password/", {})
    assert supervisor.post("/staff/telephone/extensions/101/password/").status_code == 403
    assert Event.objects.filter(kind="agent.password_shown").count() == 1


@pytest.mark.req("TEL-17")
@pytest.mark.switch("soft_phone")
def test_where_the_contract_has_none_no_page_has_a_telephone_in_the_browser(agent: Agent, operator: Client) -> None:
    assert "ブラウザー電話" in seen(operator, "/staff/telephone/seat/")
    assert operator.post("/staff/telephone/seat/softphone/").status_code == 200
    change_settings({"switches.soft_phone": False}, by=ADMIN)
    page = seen(operator, "/staff/telephone/seat/")
    assert "data-softphone" not in page
    assert "softphone.js" not in page
    assert operator.post("/staff/telephone/seat/softphone/").status_code == 403


@pytest.mark.req("TEL-17")
def test_who_has_another_telephone_gets_no_password_for_the_browser(contract: None, operator: Client) -> None:
    assert operator.post("/staff/telephone/seat/softphone/").status_code == 403
    add_agent(staff_of(Role.OPERATOR), device=Device.NONE, by=SUPERVISOR)
    assert operator.post("/staff/telephone/seat/softphone/").status_code == 403


def test_only_the_page_with_the_telephone_may_use_the_microphone_and_reach_the_exchange(
    agent: Agent, operator: Client, settings: Any
) -> None:
    def doors(url: str) -> tuple[bool, bool]:
        answer = operator.get(url)
        policy, devices = answer.headers["Content-Security-Policy"], answer.headers["Permissions-Policy"]
        return "wss://phone.example.jp" in policy, "microphone=(self)" in devices

    with override_settings(SOFT_PHONE_URL="wss://phone.example.jp/ws"):
        assert doors("/staff/telephone/seat/") == (True, True)
        assert doors("/staff/") == (False, False)
        told = operator.post("/staff/telephone/seat/softphone/").json()
        assert (told["url"], told["extension"]) == ("wss://phone.example.jp/ws", "101")
    assert operator.post("/staff/telephone/seat/softphone/").json()["url"] == "ws://testserver/ws"


def test_looking_again_by_itself_is_no_sign_of_life_but_talking_is(ready: Agent, operator: Client) -> None:
    def seen_at() -> float:
        return float(operator.session["madoguchi.seen_at"])

    session = operator.session
    session["madoguchi.seen_at"] = before = seen_at() - 100
    session.save()
    assert operator.get("/staff/telephone/seat/now/").status_code == 200
    assert seen_at() == before
    assert operator.get("/staff/telephone/seat/talking/").status_code == 200
    assert seen_at() > before
