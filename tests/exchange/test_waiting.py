"""What callers hear while they wait, and what becomes of a key that they press: a real exchange, real telephones."""

from collections.abc import Iterator

import pytest

from madoguchi.telephony.asterisk.config.machine import Machine
from madoguchi.telephony.asterisk.config.plan import Plan
from tests.services.exchange import NUMBER, Exchange, new_exchange
from tests.services.policy import Policy, new_policy
from tests.services.processes import wait_until

pytestmark = [pytest.mark.exchange, pytest.mark.req("TEL-10")]

WAITS = "v1 open greeting queue - congestion 0 -"
EVERYWHERE = frozenset({"waiting", "overflow", "after_hours"})
CALL_BACK_SOUNDS = (
    "call-back-1",
    "call-back-number-1",
    "call-back-confirm-1",
    "call-back-enter-1",
    "call-back-taken-1",
)
DIGITS = tuple(f"digit-{digit}" for digit in range(10))


@pytest.fixture(scope="module")
def policy() -> Iterator[Policy]:
    with new_policy() as running:
        yield running


@pytest.fixture(scope="module")
def exchange(policy: Policy) -> Iterator[Exchange]:
    def plan(machine: Machine) -> Plan:
        return Plan(
            machine,
            number=NUMBER,
            says_position=True,
            says_wait=True,
            takes_call_backs=True,
            call_back_at=EVERYWHERE,
        )

    with new_exchange(plan, policy_url=policy.url) as running:
        running.say(
            "greeting", "congestion", "overflow", "out-of-hours", "place-1", "place-2", "wait-1", seconds=0.2
        )
        running.say(*CALL_BACK_SOUNDS, seconds=0.2)
        running.say(*DIGITS, seconds=0.05)
        running.listen()
        yield running


@pytest.fixture(autouse=True)
def as_usual(policy: Policy, exchange: Exchange) -> Iterator[None]:
    policy.answer = WAITS
    exchange.cli("dialplan set global MG_ASK_AGAIN_AT 0")
    yield
    exchange.clear()
    exchange.cli("channel request hangup all")  # a telephone that was killed has not hung up
    wait_until(lambda: exchange.channels() == 0, seconds=20)


def of(exchange: Exchange, caller: str) -> str:
    wait_until(lambda: exchange.calls_of(caller), seconds=10)
    return exchange.calls_of(caller)[-1]


def ended(exchange: Exchange, caller: str) -> str:
    call = of(exchange, caller)
    wait_until(lambda: exchange.queue_log("MG-ENDED", call=call), seconds=20)
    return call


@pytest.mark.preset_key("announcements.says_position")
def test_who_waits_is_told_at_which_place_and_that_it_has_changed(exchange: Exchange) -> None:
    exchange.call(caller="0322220001", hold_seconds=60)
    one = of(exchange, "0322220001")
    wait_until(lambda: "place-1" in exchange.played(one), seconds=20)
    exchange.call(caller="0322220002", hold_seconds=60)
    two = of(exchange, "0322220002")
    wait_until(lambda: "place-2" in exchange.played(two), seconds=20)
    assert exchange.played(one)[:3] == ["greeting", "congestion", "place-1"]
    assert exchange.played(two)[:3] == ["greeting", "congestion", "place-2"]
    exchange.seat("501")
    wait_until(lambda: "place-1" in exchange.played(two), seconds=60)
    assert exchange.queue_log("CONNECT", call=one)


@pytest.mark.preset_key("announcements.says_wait")
def test_how_long_it_takes_these_minutes_is_said_once_before_the_wait(exchange: Exchange, policy: Policy) -> None:
    policy.answer = f"{WAITS} wait-1"
    exchange.call(caller="0322220003", hold_seconds=60)
    call = of(exchange, "0322220003")
    wait_until(lambda: "place-1" in exchange.played(call), seconds=20)
    assert exchange.played(call) == ["greeting", "congestion", "wait-1", "place-1"]
    assert exchange.heard(call) == ["greeting", "congestion", "wait-1"]


# A key for being called back


@pytest.mark.req("TEL-12")
def test_a_key_while_waiting_leads_to_a_wish_with_the_number_that_was_confirmed(exchange: Exchange) -> None:
    caller = exchange.call(caller="0322220011", hold_seconds=60, presses=[(4, "1"), (6, "1")]).finished()
    call = ended(exchange, "0322220011")
    assert caller.was_hung_up_by_the_exchange
    assert [line.values for line in exchange.queue_log("MG-CALL-BACK", call=call)] == [("waiting", "0322220011")]
    spoken = [name for name in exchange.played(call) if name.startswith("digit-")]
    assert "".join(name[-1] for name in spoken) == "0322220011"
    assert exchange.played(call)[-1] == "call-back-taken-1"


@pytest.mark.req("TEL-12")
def test_a_withheld_number_is_pressed_read_out_and_confirmed(exchange: Exchange, policy: Policy) -> None:
    policy.answer = "v1 after_hours out-of-hours hang_up call_back - 0 - -"
    before = len(exchange.queue_log("MG-CALL-BACK"))
    presses = [(2, "1"), (4, "0312345678#"), (8, "1")]
    exchange.call(caller="anonymous", hold_seconds=60, presses=presses).finished()
    exchange.wait_for("MG-CALL-BACK", count=before + 1)
    assert exchange.queue_log("MG-CALL-BACK")[-1].values == ("after_hours", "0312345678")


@pytest.mark.req("TEL-12")
def test_at_the_limit_a_wish_ends_the_call_and_whoever_presses_nothing_hears_the_last_word(
    exchange: Exchange, policy: Policy
) -> None:
    policy.answer = "v1 open greeting queue - congestion 1 overflow -"
    exchange.call(caller="0322220021", hold_seconds=60, presses=[(5, "1"), (6, "1")])
    exchange.call(caller="0322220022", hold_seconds=60)
    wishing, silent = ended(exchange, "0322220021"), ended(exchange, "0322220022")
    assert [line.values[0] for line in exchange.queue_log("MG-CALL-BACK")].count("overflow") == 1
    assert exchange.queue_log("MG-CALL-BACK", call=wishing)
    assert exchange.heard(wishing)[-1] == "call-back-taken-1"
    assert exchange.heard(silent)[-1] == "overflow"
    assert not exchange.queue_log("MG-CALL-BACK", call=silent)


@pytest.mark.req("TEL-12")
def test_who_thinks_better_of_it_has_the_place_again(exchange: Exchange) -> None:
    exchange.call(caller="0322220031", hold_seconds=120, presses=[(4, "1")])
    call = of(exchange, "0322220031")
    exchange.call(caller="0322220032", hold_seconds=120)
    other = of(exchange, "0322220032")
    wait_until(lambda: len(exchange.queue_log("ENTERQUEUE", call=call)) == 2, seconds=90)
    exchange.seat("502", talk_seconds=1)
    wait_until(lambda: exchange.queue_log("CONNECT", call=other), seconds=60)
    taken = [line.call for line in exchange.queue_log("CONNECT") if line.member == "agent:502"]
    assert taken == [call, other]
    assert not exchange.queue_log("MG-CALL-BACK", call=call)
