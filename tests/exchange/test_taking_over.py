"""A supervisor comes into a call from the floor, gives it back and takes it over, at a real exchange (ESC-02)."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.administration import add_agent
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.rules import Device
from madoguchi.calls.ledger.models import Call, Fact
from tests.calls.people import SUPERVISOR
from tests.services.centre import Centre, new_centre
from tests.services.registering import desk_telephone
from tests.services.signed_in import staff_of
from tests.telephone.town import signed_in

pytestmark = pytest.mark.exchange
FLOOR = "/staff/supervisor/floor/"


@pytest.fixture(scope="module")
def centre(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Centre]:
    with django_db_blocker.unblock(), new_centre() as made:
        yield made


@pytest.fixture(scope="module")
def supervisor(centre: Centre) -> Agent:
    """With an extension, at no seat: who helps takes no calls."""
    agent = add_agent(staff_of(Role.SUPERVISOR), device=Device.DESK_PHONE, by=SUPERVISOR)
    centre.until(lambda: centre.kept(f"ps_endpoints/endpoint {agent.extension}"), 60)
    return agent


@pytest.fixture
def floor(supervisor: Agent) -> Client:
    return signed_in(Role.SUPERVISOR)


def press(floor: Client, wish: str, agent: Agent) -> str:
    answer = floor.post(f"{FLOOR}do/", {"wish": f"{wish}:{agent.extension}"}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def talking(centre: Centre, name: str, caller: str) -> tuple[Agent, str]:
    agent = centre.agent(name)
    desk_telephone(centre.exchange, agent.extension, talk_seconds=150)
    centre.sit_down(agent)
    centre.exchange.call(caller=caller, hold_seconds=150)
    centre.until_state(agent, "talking")
    (key,) = centre.exchange.calls_of(caller)
    return agent, key


def is_up(centre: Centre, agent: Agent) -> bool:
    return any("!Up!" in line for line in lines_of(centre, agent))


def lines_of(centre: Centre, agent: Agent) -> list[str]:
    lines = centre.exchange.cli("core show channels concise").splitlines()
    return [line for line in lines if line.startswith(f"PJSIP/{agent.extension}-")]


def all_hang_up(centre: Centre) -> None:
    centre.exchange.cli("channel request hangup all")
    centre.until(lambda: not centre.exchange.channels())


@pytest.mark.req("ESC-02")
def test_a_call_is_heard_taken_over_given_back_and_taken_over_and_the_caller_is_never_cut_off(
    centre: Centre, supervisor: Agent, floor: Client
) -> None:
    desk_telephone(centre.exchange, supervisor.extension, talk_seconds=150)
    agent, key = talking(centre, "operator-1", "0311110051")
    assert "通話を聞けます" in press(floor, "listen", agent)
    centre.until(lambda: any("ChanSpy" in line for line in lines_of(centre, supervisor)))
    # The telephone that listens is busy: it leaves, then it is asked.
    press(floor, "take_over", agent)
    centre.until(lambda: is_up(centre, supervisor) and "ChanSpy" not in str(lines_of(centre, supervisor)))
    centre.until(lambda: "引き取り" in floor.get(FLOOR).content.decode())
    centre.until_state(agent, "hold")  # the caller hears music, the operator tells what it is about
    press(floor, "give_back", agent)
    centre.until(lambda: not lines_of(centre, supervisor))
    centre.until_state(agent, "talking")
    press(floor, "take_over", agent)
    centre.until(lambda: is_up(centre, supervisor))
    assert "引き取りました" in press(floor, "finish", agent)
    centre.until_state(agent, "after_call")
    assert not lines_of(centre, agent)
    assert is_up(centre, supervisor)
    assert not centre.exchange.queue_log("MG-ENDED", call=key), "the caller goes on"
    centre.until(lambda: Fact.objects.filter(call_key=key, kind="transferred").exists())
    all_hang_up(centre)
    centre.until(lambda: Call.objects.filter(key=key, outcome="answered", agent=agent).exists())
    assert Call.objects.filter(key=key).count() == 1


@pytest.mark.req("ESC-02")
def test_who_finishes_before_the_supervisor_has_picked_up_cuts_nobody_off(
    centre: Centre, supervisor: Agent, floor: Client
) -> None:
    desk_telephone(centre.exchange, supervisor.extension, ring_seconds=4)
    agent, key = talking(centre, "operator-2", "0311110052")
    press(floor, "take_over", agent)
    centre.until(lambda: any("!Ringing!" in line for line in lines_of(centre, supervisor)))
    press(floor, "finish", agent)
    centre.until_state(agent, "after_call")
    centre.until(lambda: is_up(centre, supervisor))
    assert not centre.exchange.queue_log("MG-ENDED", call=key), "the caller goes on"
    all_hang_up(centre)


@pytest.mark.req("ESC-02")
def test_a_supervisor_who_does_not_pick_up_leaves_the_caller_with_the_operator(
    centre: Centre, supervisor: Agent, floor: Client
) -> None:
    desk_telephone(centre.exchange, supervisor.extension, ring_seconds=170)
    agent, key = talking(centre, "operator-3", "0311110053")
    press(floor, "take_over", agent)
    centre.until(lambda: any("!Ringing!" in line for line in lines_of(centre, supervisor)))
    press(floor, "give_back", agent)
    centre.until_state(agent, "talking")
    centre.until(lambda: not lines_of(centre, supervisor))
    press(floor, "take_over", agent)
    centre.until(lambda: any("!Ringing!" in line for line in lines_of(centre, supervisor)))
    centre.until(lambda: not lines_of(centre, supervisor), 40)  # it has rung in vain
    centre.until_state(agent, "talking")
    assert not centre.exchange.queue_log("MG-ENDED", call=key)
    all_hang_up(centre)
