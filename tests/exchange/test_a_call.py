"""A call from outside through a real exchange, from its first moment to its last."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.services.exchange import NUMBER, Exchange, new_exchange

pytestmark = pytest.mark.exchange


@pytest.fixture(scope="module")
def exchange() -> Iterator[Exchange]:
    with new_exchange() as running:
        yield running


def test_a_call_is_answered_by_the_seat_recorded_and_written_down(exchange: Exchange) -> None:
    seat = exchange.seat("201", talk_seconds=1.5, pitch=880)
    caller = exchange.call(caller="0311110001", hold_seconds=20, pitch=440).finished()
    assert caller.succeeded
    assert caller.was_answered
    assert caller.was_hung_up_by_the_exchange
    exchange.wait_for("MG-ENDED")
    (call,) = exchange.calls_of("0311110001")
    events = [line.event for line in exchange.queue_log(call=call)]
    assert events == [
        "MG-ARRIVED", "MG-DECIDED", "ENTERQUEUE", "MG-RECORDED", "CONNECT", "COMPLETEAGENT", "MG-ENDED",
    ]  # fmt: skip
    assert exchange.queue_log("MG-ARRIVED", call=call)[0].values == (NUMBER, "0311110001", "0", "trunk1")
    assert exchange.queue_log("CONNECT", call=call)[0].member == "agent:201"
    recording = (exchange.folder / "spool/monitor" / f"{call}.raw").read_bytes()
    assert 1.0 <= len(recording) / 4 / 8000 <= 2.5, "stereo, 8 kHz, while they spoke and no longer"
    assert pitch_of(recording[0::4], recording[1::4]) == pytest.approx(440, abs=20), "the caller is on the left"
    assert pitch_of(recording[2::4], recording[3::4]) == pytest.approx(880, abs=20), "the seat is on the right"
    seat.kill()


def pitch_of(low: bytes, high: bytes) -> float:
    samples = [int.from_bytes(bytes(pair), "little", signed=True) for pair in zip(low, high, strict=True)]
    middle = samples[len(samples) // 4 : len(samples) * 3 // 4]
    crossings = sum(1 for a, b in pairwise(middle) if a < 0 <= b)
    return crossings / (len(middle) / 8000)
