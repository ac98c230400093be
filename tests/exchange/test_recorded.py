"""What a real exchange records becomes a recording of its call, and nothing of it is left where the exchange wrote."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy
import pytest
import soundfile
import time_machine

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Outcome
from madoguchi.calls.recordings.differences import recording_differences
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.opening import opened, peaks_of
from madoguchi.calls.recordings.rules import RecordingState
from madoguchi.core import clock
from madoguchi.telephony.asterisk.journal import Journal
from madoguchi.telephony.recordings.pick_up import monitor_folder, pick_up_recordings
from tests.recordings.tape import KEYS
from tests.services.exchange import Exchange, new_exchange
from tests.services.processes import wait_until
from tests.worlds import applied

pytestmark = [pytest.mark.exchange, pytest.mark.django_db, pytest.mark.req("TEL-14")]


@pytest.fixture(scope="module")
def exchange() -> Iterator[Exchange]:
    with new_exchange() as running:
        yield running


def loudest_pitch(lane: Any) -> float:
    spectrum = numpy.abs(numpy.fft.rfft(lane * numpy.hanning(len(lane))))
    return float(numpy.fft.rfftfreq(len(lane), 1 / 8000)[spectrum.argmax()])


def test_real_calls_are_recorded_stored_and_found_by_their_keys(
    exchange: Exchange, settings: Any, tmp_path: Path
) -> None:
    applied("nishitokyo")
    settings.EXCHANGE, settings.RECORDINGS, settings.RECORDING_KEYS = exchange.folder, tmp_path, dict(KEYS)
    seat = exchange.seat("201", talk_seconds=3, pitch=880)
    callers = ["0311110001", "0311110002"]
    for caller in callers:
        assert exchange.call(caller=caller, hold_seconds=20, pitch=440).finished().succeeded
    exchange.wait_for("MG-ENDED", count=len(callers))
    seat.kill()
    Journal(exchange.folder).step()
    wait_until(lambda: pick_up_recordings().left == 0 and not list(monitor_folder().glob("*.raw")))
    assert Recording.objects.filter(state=RecordingState.READY).count() == len(callers)
    for caller in callers:
        (key,) = exchange.calls_of(caller)
        call, recording = Call.objects.get(key=key), Recording.objects.get(call_key=key)
        assert (call.outcome, call.caller) == (Outcome.ANSWERED, caller)
        assert call.answered_at
        assert abs((recording.started_at - call.answered_at).total_seconds()) < 2
        assert recording.seconds == pytest.approx(call.talk_seconds, abs=1.5)
        with opened(recording) as whole:
            sound, _ = soundfile.read(io.BytesIO(b"".join(whole.pieces())))
        middle = sound[len(sound) // 4 : len(sound) * 3 // 4]
        assert loudest_pitch(middle[:, 0]) == pytest.approx(440, abs=15)
        assert loudest_pitch(middle[:, 1]) == pytest.approx(880, abs=15)
        assert all(max(lane) > 20 for lane in peaks_of(recording))
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        assert list(recording_differences()) == []
        Recording.objects.get(call_key=exchange.calls_of(callers[0])[0]).delete()
        assert [line for line in recording_differences() if "録音がありません" in line]
