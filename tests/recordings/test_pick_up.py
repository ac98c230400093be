"""From the exchange's folder into the store: once, whole, encrypted, whatever dies on the way."""

import errno
import io
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy
import pytest
import soundfile

from madoguchi.calls.ledger.rules import Outcome
from madoguchi.calls.recordings import store
from madoguchi.calls.recordings.differences import recording_differences
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.opening import opened, peaks_of
from madoguchi.calls.recordings.queries import pauses_of, troubles
from madoguchi.calls.recordings.rules import RecordingState, is_finished, is_source, sound_begins
from madoguchi.config.readiness import recordings as readiness_of_recordings
from madoguchi.core.history.models import Event
from madoguchi.municipality.actions import change_settings
from madoguchi.telephony.recordings.jobs import pick_up
from madoguchi.telephony.recordings.pick_up import PickedUp, pick_up_recordings
from tests.recordings.tape import call, fact, raw_in, recorded, tones
from tests.worlds import ADMIN, PRESENT, TODAY

pytestmark = [pytest.mark.usefixtures("hatsukaichi"), pytest.mark.req("TEL-14")]


def test_a_recording_is_taken_when_its_call_is_over_and_its_file_is_quiet() -> None:
    assert is_finished(call_has_ended=True, quiet_seconds=3)
    assert not is_finished(call_has_ended=True, quiet_seconds=1)
    assert not is_finished(call_has_ended=False, quiet_seconds=60)
    assert is_finished(call_has_ended=False, quiet_seconds=300)


def test_the_sound_begins_when_two_people_were_connected() -> None:
    def begins(*told: datetime | None) -> datetime:
        return sound_begins(written_until=PRESENT, seconds=60, told=told)

    answered, queued = PRESENT - timedelta(seconds=61.5), PRESENT - timedelta(seconds=90)
    assert begins(None) == PRESENT - timedelta(seconds=60)
    assert begins(answered, queued) == answered
    assert begins(queued) == PRESENT - timedelta(seconds=60)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", ".hidden", "a..b", "x" * 61, "あ"])
def test_a_name_that_no_exchange_gives_is_no_recording(name: str) -> None:
    assert not is_source(name)
    assert is_source("1764.1")


@pytest.mark.switch("call_recording")
@pytest.mark.preset_key("switches.call_recording")
def test_a_finished_call_is_stored_as_stereo_opus_and_what_the_exchange_wrote_is_gone(exchange: Path) -> None:
    recording = recorded(seconds=4)
    assert (recording.state, recording.seconds, recording.master_key_id) == (RecordingState.READY, 4.0, "2026-11")
    assert list(exchange.iterdir()) == []
    with opened(recording) as sound:
        encoded = b"".join(sound.pieces())
    assert store.sha256(encoded) == recording.plain_sha256
    assert recording.file
    assert store.digest_of(recording.file) == recording.sealed_sha256
    heard, rate = soundfile.read(io.BytesIO(encoded))
    assert (rate, heard.shape[1]) == (8000, 2)
    caller, agent = heard[4000:12000, 0], heard[4000:12000, 1]
    assert numpy.abs(caller).max() > 0.2 > 0.05 > numpy.abs(agent).max()
    loud, quiet = peaks_of(recording)
    assert len(loud) == len(quiet) == 500
    assert min(loud[20:230]) > 60 > 5 > max(quiet[20:230])
    assert Event.objects.get(kind="recording.stored").about_key == str(recording.key)
    assert list(recording_differences()) == []
    assert list(troubles()) == []


def test_nothing_of_the_sound_lies_readable_on_the_disk() -> None:
    recording = recorded(seconds=4)
    assert recording.file
    sealed = store.path_of(recording.file).read_bytes()
    with opened(recording) as sound:
        encoded = b"".join(sound.pieces())
    assert b"OggS" not in sealed
    assert b"Opus" not in sealed
    assert encoded[1000:1032] not in sealed
    assert store.path_of(recording.file).stat().st_mode & 0o077 == 0
    assert bytes(recording.sealed_peaks) != b""


def test_a_call_that_goes_on_is_left_alone(exchange: Path) -> None:
    call("1764.1", is_over=False)
    raw = raw_in(exchange, "1764.1", quiet=60)
    assert pick_up_recordings() == PickedUp(left=1)
    assert raw.exists()


def test_a_file_that_still_grows_is_left_alone_though_the_ledger_says_over(exchange: Path) -> None:
    call("1764.1")
    raw_in(exchange, "1764.1", quiet=1)
    assert pick_up_recordings() == PickedUp(left=1)


def test_picked_up_again_nothing_is_stored_twice(exchange: Path) -> None:
    recording = recorded()
    raw_in(exchange, recording.call_key)  # killed before it was removed
    assert pick_up_recordings().stored == 1
    assert list(exchange.iterdir()) == []
    assert Recording.objects.count() == 1
    assert len(list(store.stored_files())) == 1
    assert pick_up.call() == 0


def test_a_recording_whose_call_nobody_knows_is_kept_and_named(exchange: Path) -> None:
    raw_in(exchange, "1764.9", quiet=400)
    assert pick_up_recordings().stored == 1
    Recording.objects.update(found_at=PRESENT - timedelta(hours=1))
    (difference,) = recording_differences()
    assert "通話台帳に通話がありません" in difference


@pytest.mark.preset_key("telephone.records_every_call")
def test_an_answered_call_without_its_recording_is_named(exchange: Path) -> None:
    call("1764.1", at=PRESENT - timedelta(hours=1))
    assert list(recording_differences()) == []  # entered by hand: no exchange has written of it
    call("1764.2", at=PRESENT - timedelta(hours=1))
    fact("1764.2", "stopped", PRESENT - timedelta(hours=1))
    (difference,) = recording_differences()
    assert difference.startswith("通話 1764.2")
    change_settings({"telephone.records_every_call": False}, by=ADMIN)
    assert list(recording_differences()) == []
    fact("1764.2", "started", PRESENT - timedelta(hours=1))
    assert len(list(recording_differences())) == 1
    call("1764.3", at=PRESENT - timedelta(hours=1), outcome=Outcome.ABANDON)
    fact("1764.3", "started", PRESENT - timedelta(hours=1))
    assert len(list(recording_differences())) == 1  # nobody spoke


@pytest.mark.switch("call_recording")
def test_where_nothing_is_recorded_nothing_is_kept(exchange: Path) -> None:
    change_settings({"switches.call_recording": False}, by=ADMIN)
    call("1764.1")
    raw_in(exchange, "1764.1")
    pick_up_recordings()
    assert list(exchange.iterdir()) == []
    assert list(store.stored_files()) == []
    assert Recording.objects.get().state == RecordingState.ERASED
    assert list(troubles()) == []


def test_a_call_without_a_sound_has_an_empty_recording(exchange: Path) -> None:
    call("1764.1")
    path = raw_in(exchange, "1764.1", seconds=0)
    assert path.stat().st_size == 0
    pick_up_recordings()
    assert Recording.objects.get().state == RecordingState.EMPTY
    assert list(exchange.iterdir()) == []
    assert list(recording_differences()) == []


def test_links_and_strange_names_are_not_followed(exchange: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(tones(1))
    (exchange / "1764.1.raw").symlink_to(secret)
    (exchange / "..raw").write_bytes(b"x")
    (exchange / "1764.2.wav").write_bytes(b"x")
    call("1764.1")
    assert pick_up_recordings() == PickedUp()
    assert secret.read_bytes() == tones(1)
    assert not Recording.objects.exists()


def test_a_full_disk_stops_no_call_and_leaves_no_half_file(exchange: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2):
        call(f"1764.{number}")
        raw_in(exchange, f"1764.{number}")

    def no_room(*args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(store.os, "fsync", no_room)
        assert pick_up_recordings() == PickedUp(left=1)
    assert len(list(exchange.iterdir())) == 2
    assert list(store.stored_files()) == []
    assert [*troubles()] == ["置き場所がいっぱいで、録音 1 件を保管できません。"]
    assert [finding.is_warning for finding in readiness_of_recordings()] == [True]
    assert Event.objects.filter(kind="recording.failed").count() == 1
    assert pick_up_recordings() == PickedUp(stored=2)
    assert [*troubles()] == []


def test_little_room_is_said_before_it_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "madoguchi.calls.recordings.queries.shutil.disk_usage", lambda folder: SimpleNamespace(free=5_000_000)
    )
    (said,) = troubles()
    assert "残り 5 MB" in said


def test_without_a_key_nothing_is_written_and_somebody_is_told(
    exchange: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    keys, settings.RECORDING_KEYS = settings.RECORDING_KEYS, {}
    call("1764.1")
    raw_in(exchange, "1764.1")
    for _ in range(3):
        assert pick_up_recordings() == PickedUp(left=1)
    assert len(list(exchange.iterdir())) == 1
    assert any("暗号鍵がありません" in trouble for trouble in troubles())
    assert caplog.text.count("no key for recordings") == 1  # said once, not every few seconds
    settings.RECORDING_KEYS = keys
    assert pick_up_recordings().stored == 1
    settings.RECORDING_KEYS = {}
    call("1764.2")
    raw_in(exchange, "1764.2")
    assert pick_up_recordings() == PickedUp(left=1)
    assert caplog.text.count("no key for recordings") == 2  # a new trouble is told again


def test_what_cannot_be_encoded_stays_where_it_is_and_is_named(
    exchange: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("1764.1")
    raw_in(exchange, "1764.1")
    monkeypatch.setattr(
        "madoguchi.telephony.recordings.pick_up.encoded", lambda raw: (_ for _ in ()).throw(RuntimeError("codec"))
    )
    assert pick_up_recordings() == PickedUp(failed=1)
    assert len(list(exchange.iterdir())) == 1
    assert Recording.objects.get().state == RecordingState.FAILED
    (difference,) = recording_differences()
    assert "保管できませんでした" in difference


def test_while_somebody_says_a_number_the_recording_shows_a_pause() -> None:
    began = PRESENT - timedelta(minutes=5)
    fact("1764.1", "started", began)
    fact("1764.1", "paused", began + timedelta(seconds=1))
    fact("1764.1", "paused", began + timedelta(seconds=2))
    fact("1764.1", "resumed", began + timedelta(seconds=3))
    fact("1764.1", "paused", began + timedelta(seconds=5))
    recording = recorded(seconds=6)
    assert recording.started_at == began
    assert pauses_of(recording) == [(1.0, 3.0), (5.0, 6.0)]
    assert began.date() == TODAY
