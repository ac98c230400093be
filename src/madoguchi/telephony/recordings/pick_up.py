"""Picking up what the exchange has recorded. Called every few seconds by the switchboard and every minute by a worker,
whichever is on the exchange's machine; it may be killed anywhere and called again, also twice at once.

    found      a row says that it waits
    stored     the sealed file is whole on the disk, then the row names it
    removed    only then what the exchange wrote is overwritten and removed
"""

import errno
import fcntl
import logging
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from madoguchi.calls.ledger.models import Call, Fact
from madoguchi.calls.ports import FactKind
from madoguchi.calls.recordings import store
from madoguchi.calls.recordings.erasing import erase_unwanted
from madoguchi.calls.recordings.models import Recording
from madoguchi.calls.recordings.opening import refuse_unless_whole
from madoguchi.calls.recordings.queries import are_recorded
from madoguchi.calls.recordings.refusals import NoRecordingKey, NotThere
from madoguchi.calls.recordings.rules import RecordingState, is_finished, is_source, sound_begins
from madoguchi.calls.recordings.taking import note_found, note_not_stored, store_sound
from madoguchi.core import clock
from madoguchi.telephony.recordings.sound import FRAME_BYTES, encoded, seconds_of

log = logging.getLogger(__name__)

MOST_AT_ONCE = 50
_last_trouble = ""  # what is said once, not again each round of a few seconds
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class PickedUp:
    stored: int = 0
    left: int = 0  # still going on, or not to be stored now
    failed: int = 0


@dataclass(frozen=True)
class Raw:
    path: Path
    call_key: str
    size_bytes: int
    modified_at: float


def monitor_folder() -> Path:
    return Path(settings.EXCHANGE) / "spool" / "monitor"


def pick_up_recordings(*, most: int = MOST_AT_ONCE) -> PickedUp:
    """Takes seconds for each minute of sound: call it in a thread of its own."""
    with _alone() as is_alone:
        if not is_alone:
            return PickedUp()
        stored = left = failed = 0
        for raw in sorted(_raws(), key=lambda one: one.modified_at):
            if stored + failed >= most or not _is_finished(raw):
                left += 1
                continue
            try:
                is_stored = _take(raw)
            except OSError as error:
                if error.errno not in NO_ROOM:
                    log.exception("a recording could not be picked up")
                    failed += 1
                    continue
                # Calls go on. The others would not fit either; /readyz and the home page say so.
                _say_once(f"no room for recordings: {os.strerror(error.errno or 0)}")
                return PickedUp(stored, left + 1, failed)
            except NoRecordingKey:
                _say_once("no key for recordings: MADOGUCHI_RECORDING_KEYS")
                return PickedUp(stored, left + 1, failed)
            stored, failed = stored + is_stored, failed + (not is_stored)
        if stored:
            _say_once("")
        return PickedUp(stored, left, failed)


def _say_once(trouble: str) -> None:
    """ "" when it is over. /readyz and the home page say it all the while."""
    global _last_trouble
    if trouble and trouble != _last_trouble:
        log.error(trouble)
    _last_trouble = trouble


def _take(raw: Raw) -> bool:
    call = Call.objects.filter(key=raw.call_key).first()
    seconds = seconds_of(raw.size_bytes)
    began = Fact.objects.filter(call_key=raw.call_key, kind=FactKind.RECORDED.value, values__contains="started")
    started_at = sound_begins(
        written_until=clock.in_tokyo(datetime.fromtimestamp(raw.modified_at, UTC)),
        seconds=seconds,
        told=[call.answered_at if call else None, *began.values_list("at", flat=True)],
    )
    recording = note_found(raw.call_key, started_at=started_at, seconds=seconds)
    if not are_recorded(clock.in_tokyo(started_at).date()):
        erase_unwanted(recording)
    elif recording.state == RecordingState.WAITING:
        _store(recording, raw)
    recording.refresh_from_db()
    return _remove(raw, recording)


def _store(recording: Recording, raw: Raw) -> None:
    if raw.size_bytes < FRAME_BYTES:
        note_not_stored(recording, why="empty", state=RecordingState.EMPTY)
        return
    try:
        store_sound(recording, encoded(raw.path))
    except NoRecordingKey:
        note_not_stored(recording, why="key")
        raise
    except OSError as error:
        note_not_stored(recording, why="full" if error.errno in NO_ROOM else "disk")
        raise
    except RuntimeError:  # soundfile's own
        log.exception("a recording could not be encoded")
        note_not_stored(recording, why="sound", state=RecordingState.FAILED)


def _remove(raw: Raw, recording: Recording) -> bool:
    """What the exchange wrote goes when nothing can be lost with it any more."""
    if recording.is_ready:
        try:
            refuse_unless_whole(recording)
        except NotThere:
            return False
    elif recording.state not in {RecordingState.EMPTY, RecordingState.ERASED}:
        return False
    store.destroy(raw.path)
    return True


def _raws() -> Iterator[Raw]:
    try:
        entries = list(os.scandir(monitor_folder()))
    except FileNotFoundError:
        return
    for entry in entries:
        name, dot, kind = entry.name.rpartition(".")
        if not dot or kind != "raw" or not is_source(name):
            continue
        try:
            seen = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        if stat.S_ISREG(seen.st_mode):
            yield Raw(Path(entry.path), name, seen.st_size, seen.st_mtime)


def _is_finished(raw: Raw) -> bool:
    ended = Call.objects.filter(key=raw.call_key, ended_at__isnull=False).exists()
    quiet = clock.now().timestamp() - raw.modified_at
    return is_finished(call_has_ended=ended, quiet_seconds=quiet)


@contextmanager
def _alone() -> Iterator[bool]:
    """One at a time on this machine. The lock goes with its holder, however that one ends."""
    root = Path(settings.RECORDINGS)
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(root / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        log.exception("the folder of recordings cannot be used")
        yield False
        return
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(lock)
