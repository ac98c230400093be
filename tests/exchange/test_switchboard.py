"""The switchboard at a real exchange: every order, every state, every pause."""

from collections.abc import Iterator
from time import sleep
from zlib import crc32

import pytest

from madoguchi.calls.agents.actions import change_state, sign_out
from madoguchi.calls.agents.models import Agent, AgentState
from madoguchi.calls.agents.rules import State
from madoguchi.calls.ledger.models import Call, Fact
from madoguchi.calls.orders.actions import ask_exchange, call_out
from madoguchi.calls.orders.models import Order
from madoguchi.calls.orders.rules import Purpose
from madoguchi.calls.ports import OrderKind
from madoguchi.core.actors import SYSTEM
from tests.calls.people import SUPERVISOR, themselves
from tests.services.centre import Centre, new_centre
from tests.services.processes import wait_until
from tests.services.registering import desk_telephone, register
from tests.services.sipp import Telephone

pytestmark = pytest.mark.exchange


@pytest.fixture(scope="module")
def centre(django_db_setup: None, django_db_blocker: object) -> Iterator[Centre]:
    with django_db_blocker.unblock(), new_centre() as made:  # type: ignore[attr-defined]
        yield made


@pytest.fixture
def someone(centre: Centre, request: pytest.FixtureRequest) -> Iterator[Agent]:
    """Somebody at a desk telephone, ready."""
    agent = centre.agent(f"op-{crc32(request.node.name.encode())}")
    yield agent
    wait_until(lambda: centre.state(agent) not in {"talking", "hold", "ringing"}, seconds=20)
    sign_out(agent, by=SYSTEM)


def done(order: Order, seconds: float = 40) -> Order:
    wait_until(lambda: Order.objects.get(pk=order.pk).is_over, seconds=seconds)
    order.refresh_from_db()
    return order


def talking(centre: Centre, agent: Agent, caller: str, **seat: float) -> tuple[Telephone, Telephone, str]:
    telephone = desk_telephone(centre.exchange, agent.extension, **seat)  # type: ignore[arg-type]
    centre.sit_down(agent)
    call = centre.exchange.call(caller=caller, hold_seconds=30)
    centre.until_state(agent, "talking")
    (key,) = centre.exchange.calls_of(caller)
    return call, telephone, key


@pytest.mark.req("TEL-17")
def test_a_desk_telephone_signs_in_with_its_password_and_with_no_other(centre: Centre, someone: Agent) -> None:
    register(centre.exchange, someone.extension)
    register(centre.exchange, someone.extension, password="wrong", expected=401)


@pytest.mark.req("OPC-05", "TEL-18")
def test_a_call_moves_through_the_states_and_its_work_stands_in_the_ledger(centre: Centre, someone: Agent) -> None:
    call, _, key = talking(centre, someone, "0311110011", talk_seconds=1.5)
    centre.until(lambda: "paused:acw" in centre.member(someone).replace(" ", ""))
    centre.until_state(someone, "after_call")
    call.finished(seconds=20)
    sleep(2)  # the exchange's own log counts whole seconds
    change_state(someone, State.READY, by=themselves(someone))
    centre.until(lambda: "paused" not in centre.member(someone))
    centre.until(lambda: Call.objects.filter(key=key, after_call_seconds__gt=0).exists())
    states = AgentState.objects.filter(agent=someone).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["away", "ready", "ringing", "talking", "after_call", "ready"]
    assert Call.objects.get(key=key).agent == someone
    assert not Order.objects.filter(agent=someone, state="refused").exists()


@pytest.mark.req("OPC-05")
def test_the_star_code_takes_somebody_out_of_after_call_work(centre: Centre, someone: Agent) -> None:
    centre.sit_down(someone, State.BREAK)
    centre.until(lambda: not Order.objects.filter(agent=someone, ended_at=None).exists())  # signed in, then paused
    centre.until(lambda: "break" in centre.member(someone))
    centre.exchange.cli(f"queue unpause member PJSIP/{someone.extension} queue main")
    centre.until_state(someone, "ready")


@pytest.mark.req("TEL-18")
def test_a_hold_from_the_screen_is_heard_told_and_ended(centre: Centre, someone: Agent) -> None:
    call, _, key = talking(centre, someone, "0311110012")
    hold = done(ask_exchange(OrderKind.HOLD, by=themselves(someone), agent=someone, call_key=key))
    assert (hold.state, hold.answer) == ("done", "")
    centre.until_state(someone, "hold")
    centre.until(lambda: "MusicOnHold" in centre.exchange.cli("core show channels concise"))
    assert done(ask_exchange(OrderKind.UNHOLD, by=themselves(someone), agent=someone, call_key=key)).state == "done"
    centre.until_state(someone, "talking")
    centre.until(lambda: "MusicOnHold" not in centre.exchange.cli("core show channels concise"))
    assert (
        done(ask_exchange(OrderKind.HANG_UP, by=themselves(someone), agent=someone, call_key=key)).state == "done"
    )
    call.finished(seconds=20)
    centre.until(lambda: Fact.objects.filter(call_key=key, kind="unheld", origin="switchboard").exists())
    centre.until(lambda: Call.objects.get(key=key).hold_seconds > 0)


@pytest.mark.req("TEL-19")
def test_an_outgoing_call_rings_here_first_and_is_in_the_books_with_its_purpose(
    centre: Centre, someone: Agent
) -> None:
    outside = centre.outside(talk_seconds=2)
    desk_telephone(centre.exchange, someone.extension)
    centre.sit_down(someone)
    order = call_out(someone, "03-1234-5678", Purpose.ESCALATION, by=themselves(someone))
    assert done(order).answer == ""
    centre.until_state(someone, "talking")
    centre.until_state(someone, "after_call")
    outside.kill()
    centre.until(lambda: Call.objects.filter(direction="outgoing", purpose="escalation").exists())
    call = Call.objects.get(direction="outgoing", purpose="escalation")
    assert call.dialled == "0312345678"
    centre.until(lambda: Call.objects.get(pk=call.pk).talk_seconds > 0.5)


def test_a_telephone_that_is_not_there_is_said_to_be_missing(centre: Centre, someone: Agent) -> None:
    centre.sit_down(someone)
    order = done(call_out(someone, "0312345678", Purpose.OTHER, by=themselves(someone)))
    assert order.state == "refused"
    assert "not picked up" in order.answer


def test_a_call_is_handed_on_to_a_colleague(centre: Centre, someone: Agent) -> None:
    colleague = centre.agent("colleague-of-transfer")
    desk_telephone(centre.exchange, colleague.extension, talk_seconds=1.5)
    call, _, key = talking(centre, someone, "0311110013")
    values = {"to": colleague.extension}
    order = ask_exchange(OrderKind.TRANSFER, by=themselves(someone), agent=someone, call_key=key, values=values)
    assert done(order).answer == ""
    centre.until_state(someone, "after_call")
    call.finished(seconds=20)
    centre.until(lambda: Fact.objects.filter(call_key=key, kind="transferred").exists())


def test_a_colleague_is_asked_first_and_then_takes_over(centre: Centre, someone: Agent) -> None:
    colleague = centre.agent("colleague-of-consulting")
    desk_telephone(centre.exchange, colleague.extension, talk_seconds=5)
    call, _, key = talking(centre, someone, "0311110014")
    by = themselves(someone)
    values = {"to": colleague.extension}
    order = ask_exchange(OrderKind.CONSULT, by=by, agent=someone, call_key=key, values=values)
    assert done(order).answer == ""
    channel = f"PJSIP/{colleague.extension}-"
    centre.until(lambda: "!Up!" in _line_of(centre, channel))
    order = ask_exchange(OrderKind.TRANSFER, by=by, agent=someone, call_key=key, values={"how": "attended"})
    assert done(order).answer == ""
    centre.until_state(someone, "after_call")
    assert "!Up!" in _line_of(centre, channel)
    call.finished(seconds=20)


def _line_of(centre: Centre, channel: str) -> str:
    lines = centre.exchange.cli("core show channels concise").splitlines()
    return next((line for line in lines if line.startswith(channel)), "")


def test_an_interpreter_is_added_and_all_hear_each_other(centre: Centre, someone: Agent) -> None:
    centre.outside(talk_seconds=3)
    call, _, key = talking(centre, someone, "0311110015")
    values = {"number": "0398765432"}
    order = ask_exchange(OrderKind.ADD_PARTY, by=themselves(someone), agent=someone, call_key=key, values=values)
    assert done(order).answer == ""
    centre.until(lambda: "softmix" in centre.exchange.cli("bridge show all"))
    done(ask_exchange(OrderKind.HANG_UP, by=themselves(someone), agent=someone, call_key=key))
    call.finished(seconds=20)
    centre.until(lambda: Fact.objects.filter(call_key=key, kind="joined").exists())
    assert not Fact.objects.filter(call_key=key, kind="dialled_out").exists()


@pytest.mark.parametrize("kind", [OrderKind.LISTEN, OrderKind.WHISPER, OrderKind.BARGE])
def test_a_supervisor_listens_in_and_leaves(centre: Centre, someone: Agent, kind: OrderKind) -> None:
    supervisor = centre.agent(f"ear-of-{kind.value}")
    desk_telephone(centre.exchange, supervisor.extension)
    call, _, key = talking(centre, someone, f"03111100{20 + len(kind.value)}")
    values = {"ear": supervisor.extension}
    order = ask_exchange(kind, by=SUPERVISOR, agent=someone, call_key=key, values=values)
    assert done(order).answer == ""
    channel = f"PJSIP/{supervisor.extension}-"
    assert "ChanSpy" in _line_of(centre, channel)
    again = ask_exchange(OrderKind.BARGE, by=SUPERVISOR, agent=someone, call_key=key, values=values)
    assert done(again).answer == ""
    assert centre.exchange.cli("core show channels concise").count("ChanSpy") == 1
    order = ask_exchange(OrderKind.LEAVE, by=SUPERVISOR, agent=someone, call_key=key, values=values)
    assert done(order).answer == ""
    centre.until(lambda: not _line_of(centre, channel))
    done(ask_exchange(OrderKind.HANG_UP, by=themselves(someone), agent=someone, call_key=key))
    call.finished(seconds=20)


def test_a_recording_is_silent_while_it_is_paused(centre: Centre, someone: Agent) -> None:
    call, _, key = talking(centre, someone, "0311110016")
    raw = centre.exchange.folder / "spool/monitor" / f"{key}.raw"
    for kind in (OrderKind.PAUSE_RECORDING, OrderKind.RESUME_RECORDING):
        order = ask_exchange(kind, by=themselves(someone), agent=someone, call_key=key)
        assert done(order).answer == ""
        before = raw.stat().st_size
        centre.until(lambda size=before: raw.stat().st_size > size + 32_000)  # type: ignore[misc]
        loud = max(raw.read_bytes()[-16_000::2]) > 0
        assert loud is (kind is OrderKind.RESUME_RECORDING)
    done(ask_exchange(OrderKind.HANG_UP, by=themselves(someone), agent=someone, call_key=key))
    call.finished(seconds=20)


def test_what_cannot_be_is_refused_in_the_exchanges_own_words(centre: Centre, someone: Agent) -> None:
    by = themselves(someone)
    for kind, values in (
        (OrderKind.HANG_UP, {}),
        (OrderKind.HOLD, {}),
        (OrderKind.TRANSFER, {"to": "1\r\nAction: x"}),
        (OrderKind.PAUSE_RECORDING, {}),
    ):
        order = done(ask_exchange(kind, by=by, agent=someone, call_key="none", values=values))
        assert (order.state, bool(order.answer)) == ("refused", True), kind


def test_the_configuration_is_read_again(centre: Centre) -> None:
    assert done(ask_exchange(OrderKind.RELOAD, by=SYSTEM)).answer == ""


def test_after_a_restart_of_the_exchange_everybody_is_where_they_were(centre: Centre, someone: Agent) -> None:
    centre.sit_down(someone, State.BREAK)
    centre.until(lambda: "break" in centre.member(someone))
    centre.exchange.kill()
    centre.exchange.start()
    centre.until(lambda: "break" in centre.member(someone), 30)
    change_state(someone, State.READY, by=themselves(someone))
    centre.until(lambda: "paused" not in centre.member(someone))


def test_without_the_switchboard_calls_come_in_and_are_followed_afterwards(centre: Centre, someone: Agent) -> None:
    desk_telephone(centre.exchange, someone.extension, talk_seconds=1)
    centre.sit_down(someone)
    centre.until(lambda: "paused" not in centre.member(someone))
    assert centre.switchboard
    centre.switchboard.kill()
    centre.exchange.call(caller="0311110017", hold_seconds=10).finished(seconds=20)
    (key,) = centre.exchange.calls_of("0311110017")
    assert not Call.objects.filter(key=key).exists()
    centre.start_switchboard()
    centre.until(lambda: Call.objects.filter(key=key, outcome="answered").exists())
