"""A trunk that signs in with its provider, against a second exchange that plays the provider: calls in both directions,
and what happens when the provider vanishes (TEL-19, INT-02)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from madoguchi.telephony.asterisk.config.endpoints import CONTEXT_AGENT, TRANSPORT_UDP
from madoguchi.telephony.asterisk.config.machine import Machine, Trunk
from madoguchi.telephony.asterisk.config.plan import Plan
from madoguchi.telephony.asterisk.config.running import state
from tests.services.exchange import Exchange, new_exchange
from tests.services.processes import wait_until

pytestmark = [pytest.mark.exchange, pytest.mark.req("TEL-19", "INT-02")]
USER, SECRET = "05012345678", "only-for-tests-of-trunks"  # providers of 050 numbers give the number as the user


@pytest.fixture
def provider() -> Iterator[Exchange]:
    with new_exchange() as running:
        running.tell("auth", USER, {"auth_type": "userpass", "username": USER, "password": SECRET})
        running.tell("aor", USER, {"max_contacts": "1", "remove_existing": "yes"})
        endpoint = {
            "aors": USER, "auth": USER, "context": CONTEXT_AGENT, "transport": TRANSPORT_UDP, "disallow": "all",
            "allow": "ulaw", "direct_media": "no",
        }  # fmt: skip
        running.tell("endpoint", USER, endpoint)
        yield running


@pytest.fixture
def exchange(provider: Exchange) -> Iterator[Exchange]:
    """Its first trunk signs in, its second is the reserve."""

    def plan(machine: Machine) -> Plan:
        (living,) = machine.trunks
        first = Trunk(1, True, provider.machine.address, 5060, USER, SECRET)
        return Plan(replace(machine, trunks=(first, replace(living, number=2))), number=USER)

    with new_exchange(plan) as running:
        wait_until(lambda: registered(running) == "Registered", seconds=60, pause=0.2)
        yield running


def registered(exchange: Exchange) -> str:
    return state(exchange.machine).trunks[0].state


def dial_outside(exchange: Exchange, extension: str, number: str) -> str:
    """The key of the call."""
    count = len(exchange.queue_log("MG-OUT"))
    exchange.seat(extension, signed_in=False, ring_seconds=0.1)
    exchange.cli(f"channel originate PJSIP/{extension} extension {number}@{CONTEXT_AGENT}")
    call = exchange.wait_for("MG-OUT", count=count + 1, seconds=20)[-1].call
    wait_until(lambda: exchange.queue_log("MG-OUT-ANSWERED", call=call), seconds=60)
    return call


def test_it_signs_in_and_calls_go_in_both_directions(provider: Exchange, exchange: Exchange) -> None:
    provider.outside()
    provider.wait_for_trunk(provider.machine.trunks[0], "Avail")
    exchange.wait_for_trunk(exchange.machine.trunks[0], "Avail")
    dial_outside(exchange, "601", "0312345678")
    (passed_on,) = provider.queue_log("MG-OUT")
    assert (passed_on.values[0], passed_on.member) == ("0312345678", f"agent:{USER}")

    provider.cli(f"channel originate PJSIP/{USER} extension s@madoguchi-music")
    (arrived,) = exchange.wait_for("MG-ARRIVED", seconds=30)
    assert arrived.values[0] == USER, "the number that was dialled is the one that we signed in with"
    assert arrived.values[3] == "trunk1"


def test_when_the_provider_vanishes_the_reserve_takes_the_calls(provider: Exchange, exchange: Exchange) -> None:
    first, reserve = exchange.machine.trunks
    exchange.outside(trunk=reserve)
    exchange.wait_for_trunk(reserve, "Avail")
    provider.kill()
    exchange.wait_for_trunk(first, "Unavail")
    call = dial_outside(exchange, "602", "0312345679")
    assert not provider.queue_log("MG-OUT")
    assert exchange.queue_log("MG-OUT", call=call)[0].values[0] == "0312345679"


def test_a_wrong_password_is_seen(provider: Exchange) -> None:
    def plan(machine: Machine) -> Plan:
        wrong = Trunk(1, True, provider.machine.address, 5060, USER, "another-password")
        return Plan(replace(machine, trunks=(wrong,)), number=USER)

    with new_exchange(plan) as running:
        wait_until(lambda: registered(running) == "Rejected", seconds=60, pause=0.2)
