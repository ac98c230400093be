"""A call from outside through a real exchange, from its first moment to its last."""

from collections.abc import Iterator

import numpy
import pytest

from tests.exchange.test_recorded import loudest_pitch
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
    recording = numpy.fromfile(exchange.folder / "spool/monitor" / f"{call}.raw", "<i2").reshape(-1, 2)
    assert 1.0 <= len(recording) / 8000 <= 2.5, "stereo, 8 kHz, while they spoke and no longer"
    # By its loudest pitch, not by counting waves: on a busy machine a telephone leaves gaps.
    assert loudest_pitch(recording[:, 0]) == pytest.approx(440, abs=20), "the caller is on the left"
    assert loudest_pitch(recording[:, 1]) == pytest.approx(880, abs=20), "the seat is on the right"
    seat.kill()
