"""Calls that seats place: by the first trunk, by its reserve when that is dead, written down with what they are for."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from madoguchi.calls.orders.targets import NEVER
from madoguchi.telephony.asterisk.config.machine import Machine, Trunk
from madoguchi.telephony.asterisk.config.plan import Plan
from tests.services.exchange import NUMBER, Exchange, new_exchange
from tests.services.processes import wait_until

pytestmark = [pytest.mark.exchange, pytest.mark.req("TEL-19")]
DEAD = Trunk(1, False, "127.0.0.99", 5099)


@pytest.fixture(scope="module")
def exchange() -> Iterator[Exchange]:
    def plan(machine: Machine) -> Plan:
        (living,) = machine.trunks
        return Plan(replace(machine, trunks=(DEAD, replace(living, number=2))), number=NUMBER, records=True)

    with new_exchange(plan) as running:
        yield running


def test_a_dead_trunk_is_passed_over_and_the_call_is_written_down(exchange: Exchange) -> None:
    dead, living = exchange.machine.trunks
    exchange.outside(talk_seconds=1, trunk=living)
    exchange.wait_for_trunk(living, "Avail")
    exchange.wait_for_trunk(dead, "Unavail")
    exchange.seat("401", signed_in=False, ring_seconds=0.1)
    exchange.cli("dialplan set global MG_PURPOSE escalation")
    exchange.cli("channel originate PJSIP/401 extension 0312345678@from-agent")
    (out,) = exchange.wait_for("MG-OUT", seconds=10)
    exchange.wait_for("MG-OUT-ANSWERED", seconds=15)
    wait_until(lambda: exchange.queue_log("MG-ENDED", call=out.call), seconds=15)
    assert out.member == "agent:401"
    assert out.values == ("0312345678", "escalation", "")
    recording = exchange.folder / "spool/monitor" / f"{out.call}.raw"
    assert recording.stat().st_size > 8000 * 4 * 0.5


@pytest.mark.req("ESC-01")
@pytest.mark.parametrize("prefix", NEVER)
def test_what_nobody_may_ring_is_refused_by_the_exchange_itself(exchange: Exchange, prefix: str) -> None:
    """Also from a desk telephone, and while the web is away."""
    taken = exchange.cli(f"dialplan show {prefix}123456@outgoing").split("=>")[1]
    assert "Congestion" in taken, "the pattern that fits best comes first"
