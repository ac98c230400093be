"""What lies sealed, opened in memory. Whatever does not open is refused in words and becomes an alarm."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from madoguchi.calls.recordings import keys, store
from madoguchi.calls.recordings.cipher import Damaged, Opened
from madoguchi.calls.recordings.history import about
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.refusals import (
    KeyUnknown,
    NotThere,
    RecordingIsDamaged,
    RecordingIsErased,
    RecordingIsMissing,
)
from madoguchi.calls.recordings.rules import RecordingState, may_move
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.record import record

PEAKS_A_LANE = 500


@contextmanager
def opened(recording: Recording) -> Iterator[Opened]:
    """`with opened(recording) as sound: sound.read(0, 1000)`"""
    if recording.is_erased:
        raise RecordingIsErased
    if not recording.file or not recording.wrapped_key:
        raise NotThere
    try:
        key = keys.unwrap(recording.wrapped_key, key_id=recording.master_key_id, uid=recording.key)
        with store.reading(recording.file) as file:
            yield Opened(file, key=key, uid=recording.file, plain_bytes=recording.size_bytes)
    except FileNotFoundError as error:
        note_trouble(recording, RecordingState.MISSING, "missing")
        raise RecordingIsMissing from error
    except Damaged as error:
        note_trouble(recording, RecordingState.FAILED, "damaged")
        raise RecordingIsDamaged from error
    except KeyUnknown as error:
        note_trouble(recording, RecordingState.FAILED, f"key {error.key_id}")
        raise


def refuse_unless_whole(recording: Recording) -> None:
    """The whole file, against the digest of what was stored. A file that has come back is ready again."""
    with opened(recording):
        pass
    assert recording.file  # noqa: S101 - `opened` has refused it otherwise
    if store.digest_of(recording.file) != recording.sealed_sha256:
        note_trouble(recording, RecordingState.FAILED, "damaged")
        raise RecordingIsDamaged
    if recording.state in {RecordingState.MISSING, RecordingState.FAILED}:
        _move(recording, RecordingState.READY, "", "recording.found_again")
    elif not recording.is_ready:
        raise NotThere


def peaks_of(recording: Recording) -> tuple[list[int], list[int]]:
    """Caller and agent, 0–255; empty lists where there are none."""
    if not recording.sealed_peaks or not recording.wrapped_key:
        return [], []
    try:
        key = keys.unwrap(recording.wrapped_key, key_id=recording.master_key_id, uid=recording.key)
    except NotThere:
        return [], []
    plain = keys.open_small(bytes(recording.sealed_peaks), key, uid=recording.key)
    half = len(plain) // 2
    return list(plain[:half]), list(plain[half:])


def note_trouble(recording: Recording, state: RecordingState, why: str) -> None:
    """Once: whoever tries again finds it noted."""
    event = "recording.missing" if state is RecordingState.MISSING else "recording.damaged"
    _move(recording, state, why, event)


def _move(recording: Recording, state: RecordingState, why: str, event: str) -> None:
    with transaction.atomic():
        current = Recording.objects.select_for_update().get(pk=recording.pk)
        if may_move(RecordingState(current.state), state):
            current.state, current.reason = state.value, why
            current.save(update_fields=["state", "reason"])
            record(event, by=SYSTEM, about=about(current.key), facts={"trouble": why or None})
        recording.state, recording.reason = current.state, current.reason
