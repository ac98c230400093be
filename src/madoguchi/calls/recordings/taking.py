"""What the pick-up writes down: a recording was found, is stored, cannot be stored. Nobody else makes recordings."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from madoguchi.calls.recordings import keys, store
from madoguchi.calls.recordings.cipher import new_key, seal
from madoguchi.calls.recordings.history import about
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.rules import RecordingState, may_move
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.record import record


@dataclass(frozen=True)
class Sound:
    """A recording as it is kept: Opus in Ogg, and how loud each lane is over its length."""

    encoded: bytes
    peaks: bytes  # caller's lane, then the agent's
    seconds: float
    channels: int = 2


def note_found(call_key: str, *, started_at: datetime, seconds: float) -> Recording:
    """Before anything is done with it: whatever dies now leaves a recording that waits."""
    found, _ = Recording.objects.get_or_create(
        call_key=call_key, defaults={"started_at": started_at, "seconds": seconds, "found_at": clock.now()}
    )
    return found


def store_sound(recording: Recording, sound: Sound) -> bool:
    """The file first, whole and on the disk; then the row that names it. False when somebody else was faster.

    Killed between the two, the file belongs to nobody: `sweep` in `erasing.py` removes it, and the next round stores
    the recording anew from what the exchange wrote, which is removed only after this has returned.
    """
    keys.newest_key_id()  # without a key nothing is written at all
    file, data_key = uuid.uuid4(), new_key()
    sealed_sha256 = store.keep(file, seal(sound.encoded, key=data_key, uid=file))
    try:
        stored = _name_it(recording, sound, file, data_key, sealed_sha256)
    except BaseException:
        store.forget(file)
        raise
    if not stored:
        store.forget(file)
    return stored


def _name_it(recording: Recording, sound: Sound, file: uuid.UUID, data_key: bytes, sealed_sha256: str) -> bool:
    wrapped, key_id = keys.wrap(data_key, uid=recording.key)
    with transaction.atomic():
        current = Recording.objects.select_for_update().get(pk=recording.pk)
        if current.file or not may_move(RecordingState(current.state), RecordingState.READY):
            return False
        current.state, current.reason = RecordingState.READY.value, ""
        current.seconds, current.channels = sound.seconds, sound.channels
        current.size_bytes, current.file = len(sound.encoded), file
        current.plain_sha256, current.sealed_sha256 = store.sha256(sound.encoded), sealed_sha256
        current.wrapped_key, current.master_key_id = wrapped, key_id
        current.sealed_peaks = keys.seal_small(sound.peaks, data_key, uid=recording.key)
        current.stored_at = clock.now()
        current.save()
        facts = {"plain_sha256": current.plain_sha256, "sealed_sha256": sealed_sha256}
        record("recording.stored", by=SYSTEM, about=about(current.key), facts=facts)
    return True


def note_not_stored(recording: Recording, *, why: str, state: RecordingState = RecordingState.WAITING) -> None:
    """`why` is one word for `troubles`; the history hears of it once."""
    with transaction.atomic():
        current = Recording.objects.select_for_update().get(pk=recording.pk)
        if current.file or (current.state, current.reason) == (state.value, why):
            return
        if current.state != state and not may_move(RecordingState(current.state), state):
            return
        current.state, current.reason = state.value, why
        current.save(update_fields=["state", "reason"])
        if state is not RecordingState.EMPTY:
            record("recording.failed", by=SYSTEM, about=about(current.key), facts={"trouble": why})
