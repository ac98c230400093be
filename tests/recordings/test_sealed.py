"""What lies on the disk opens only whole, with its own key, from its own place."""

import os
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.calls.recordings import cipher, keys, store
from madoguchi.calls.recordings.cipher import CHUNK, HEADER, TAG, Damaged, Opened, seal, sealed_size
from madoguchi.calls.recordings.differences import recording_differences
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.opening import opened, peaks_of, refuse_unless_whole
from madoguchi.calls.recordings.queries import troubles
from madoguchi.calls.recordings.refusals import KeyUnknown, RecordingIsDamaged, RecordingIsMissing
from madoguchi.calls.recordings.rewrapping import rewrap_keys
from madoguchi.calls.recordings.rules import RecordingState
from madoguchi.config.environment import read_environment
from madoguchi.core.history.models import Event
from tests.house.test_environment import RIGHT
from tests.recordings.tape import KEYS, listening, recorded

KEY, UID = b"k" * 32, uuid.UUID(int=7)


def written(path: Path, plain: bytes, *, key: bytes = KEY, uid: uuid.UUID = UID) -> Path:
    path.write_bytes(b"".join(seal(plain, key=key, uid=uid)))
    return path


def read(path: Path, size: int, start: int, end: int, *, key: bytes = KEY, uid: uuid.UUID = UID) -> bytes:
    with path.open("rb") as file:
        return Opened(file, key=key, uid=uid, plain_bytes=size).read(start, end)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_is_sealed_opens_again_and_has_the_size_that_is_expected(tmp_path: Path, size: int) -> None:
    plain = os.urandom(size)
    path = written(tmp_path / "x", plain)
    assert path.stat().st_size == sealed_size(size)
    assert read(path, size, 0, size) == plain


@given(st.integers(0, 3 * CHUNK), st.integers(0, 3 * CHUNK))
def test_any_stretch_is_read_without_the_rest(start: int, end: int) -> None:
    path = Path(os.environ["MADOGUCHI_VAR"]) / "stretch"
    plain = bytes(range(256)) * (3 * CHUNK // 256)
    if not path.exists():
        written(path, plain)
    assert read(path, len(plain), start, end) == plain[start:end]


def changed(data: bytes) -> list[bytes]:
    chunk = CHUNK + TAG
    first, second = data[HEADER : HEADER + chunk], data[HEADER + chunk : HEADER + 2 * chunk]
    return [
        data[:-1],
        data + b"\0",
        data[: HEADER + chunk],
        data[:HEADER] + second + first + data[HEADER + 2 * chunk :],
        data[:HEADER] + first + first + data[HEADER + 2 * chunk :],
        data[:500] + bytes([data[500] ^ 1]) + data[501:],
        data[:30] + bytes([data[30] ^ 1]) + data[31:],
        b"X" + data[1:],
        b"",
    ]


def test_a_file_that_was_changed_cut_or_mixed_does_not_open(tmp_path: Path) -> None:
    plain = os.urandom(2 * CHUNK + 100)
    path = written(tmp_path / "x", plain)
    for data in changed(path.read_bytes()):
        path.write_bytes(data)
        with pytest.raises(Damaged):
            read(path, len(plain), 0, len(plain))
    written(path, plain)
    for wrong in ({"key": b"w" * 32}, {"uid": uuid.UUID(int=8)}):
        with pytest.raises(Damaged):
            read(path, len(plain), 0, 10, **wrong)  # type: ignore[arg-type]


def test_a_data_key_is_bound_to_its_recording_and_its_master_key(settings: Any) -> None:
    settings.RECORDING_KEYS = dict(KEYS)
    data_key = cipher.new_key()
    wrapped, key_id = keys.wrap(data_key, uid=UID)
    assert keys.unwrap(wrapped, key_id=key_id, uid=UID) == data_key
    for key, uid in ((key_id, uuid.UUID(int=8)), ("2026-05", UID), ("2020-01", UID)):
        with pytest.raises(KeyUnknown):
            keys.unwrap(wrapped, key_id=key, uid=uid)
    with pytest.raises(KeyUnknown):
        keys.unwrap("not base64", key_id=key_id, uid=UID)
    assert keys.open_small(b"", data_key, uid=UID) == b""


@pytest.mark.usefixtures("hatsukaichi")
def test_a_tampered_file_is_refused_with_words_and_becomes_an_alarm() -> None:
    recording = recorded()
    assert recording.file
    path = store.path_of(recording.file)
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)
    (difference,) = recording_differences()
    assert "中身が保管したときと違います" in difference
    with pytest.raises(RecordingIsDamaged, match="書き換えられています"):
        listening(recording)
    recording.refresh_from_db()
    assert recording.state == RecordingState.FAILED
    assert Event.objects.filter(kind="recording.damaged").count() == 1
    assert [*troubles()] == ["異常のある録音が 1 件あります。"]
    with pytest.raises(RecordingIsDamaged):
        listening(recording)
    assert Event.objects.filter(kind="recording.damaged").count() == 1


@pytest.mark.usefixtures("hatsukaichi")
def test_a_file_that_was_cut_off_is_refused() -> None:
    recording = recorded()
    assert recording.file
    path = store.path_of(recording.file)
    path.write_bytes(path.read_bytes()[:-20])
    (difference,) = recording_differences()
    assert "大きさが違います" in difference
    with pytest.raises(RecordingIsDamaged), opened(recording):
        pass


@pytest.mark.usefixtures("hatsukaichi")
def test_a_deleted_file_is_named_by_the_check_and_ready_again_when_it_comes_back() -> None:
    recording = recorded()
    assert recording.file
    path = store.path_of(recording.file)
    kept = path.read_bytes()
    path.unlink()
    (difference,) = recording_differences()
    assert "ファイルがありません" in difference
    with pytest.raises(RecordingIsMissing):
        listening(recording)
    recording.refresh_from_db()
    assert recording.state == RecordingState.MISSING
    path.write_bytes(kept)
    refuse_unless_whole(recording)
    recording.refresh_from_db()
    assert recording.state == RecordingState.READY
    assert list(recording_differences()) == []


@pytest.mark.usefixtures("hatsukaichi")
def test_a_file_that_no_row_names_is_named_when_it_is_no_longer_new() -> None:
    recording = recorded()
    assert recording.file
    stray = store.path_of(recording.file).with_name("stray.sealed")
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    (difference,) = recording_differences()
    assert "台帳にないファイル" in difference


@pytest.mark.usefixtures("hatsukaichi")
def test_the_master_key_is_changed_without_touching_a_file(settings: Any) -> None:
    settings.RECORDING_KEYS = {"2026-05": KEYS["2026-05"]}
    recording = recorded()
    assert recording.file
    before = store.digest_of(recording.file)
    settings.RECORDING_KEYS = dict(KEYS)
    assert (rewrap_keys(), rewrap_keys()) == (1, 0)
    settings.RECORDING_KEYS = {"2026-11": KEYS["2026-11"]}
    recording.refresh_from_db()
    refuse_unless_whole(recording)
    assert store.digest_of(recording.file) == before
    assert peaks_of(recording)[0]
    settings.RECORDING_KEYS = {"other": b"x" * 32}
    assert rewrap_keys() == 0
    with pytest.raises(KeyUnknown):
        listening(Recording.objects.get())
    assert peaks_of(recording) == ([], [])


@pytest.mark.parametrize("value", ["x", "a:!!", "a:YWJj", "a b:" + "QUFB" * 10, "a:QUFB,a:QUFB"])
def test_keys_that_protect_nothing_are_refused_without_being_shown(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MADOGUCHI_RECORDING_KEYS") as refusal:
        read_environment({**RIGHT, "MADOGUCHI_RECORDING_KEYS": value})
    assert "QUFB" not in str(refusal.value)
