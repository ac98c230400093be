"""The end of recordings: by their term, at the end of the contract, one by one. First the key, then the file."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from madoguchi.calls.recordings import store
from madoguchi.calls.recordings.history import ERASURE, about
from madoguchi.calls.recordings.models import ErasureRun, Listening, Recording
from madoguchi.calls.recordings.queries import (
    MAY_EDIT,
    MAY_ERASE,
    due_for_erasure,
    erases_at_end,
    is_held_with_its_case,
    left_after_the_end,
    service_is_over,
)
from madoguchi.calls.recordings.refusals import (
    ReasonMissing,
    RecordingIsErased,
    RecordingIsHeld,
    StillInService,
)
from madoguchi.calls.recordings.rules import ErasureKind, RecordingState
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM, Actor
from madoguchi.core.history.erasure import MAY_ERASE as MAY_ERASE_HISTORY
from madoguchi.core.history.erasure import erase_personal_values
from madoguchi.core.history.record import About, record

AT_ONCE = 200
# A file without a row may be about to get one.
STRAY_AFTER = timedelta(hours=1)


def erase_expired() -> int:
    return _erase_all(due_for_erasure(clock.now()), ErasureKind.TERM, by=SYSTEM)


def erase_after_the_end() -> int:
    """What is held stays until it is released; the next night takes it then."""
    return _erase_all(left_after_the_end(), ErasureKind.END, by=SYSTEM)


def erase_at_end_now(*, reason: str, by: Actor) -> int:
    """By hand, where nobody wants to wait for the night."""
    by.need(MAY_ERASE)
    if not (erases_at_end() and service_is_over()):
        raise StillInService
    return _erase_all(left_after_the_end(), ErasureKind.END, by=by, reason=reason)


def erase_recording(recording: Recording, *, reason: str, by: Actor) -> ErasureRun:
    by.need(MAY_ERASE)
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        current = Recording.objects.select_for_update().get(pk=recording.pk)
        if current.is_erased:
            raise RecordingIsErased
        if current.is_on_hold or is_held_with_its_case(current):
            raise RecordingIsHeld
        return _erase([current], ErasureKind.PERSON, by=by, reason=reason.strip())


def erase_unwanted(recording: Recording) -> None:
    """Something was recorded on a day on which nothing is to be recorded."""
    with transaction.atomic():
        current = Recording.objects.select_for_update().get(pk=recording.pk)
        if not current.is_erased:
            _erase([current], ErasureKind.NOT_WANTED, by=SYSTEM)


def note_reported(run: ErasureRun, *, by: Actor) -> ErasureRun:
    """その旨を市へ報告 (000 Q15). Pressed twice it was reported once."""
    by.need(MAY_EDIT)
    with transaction.atomic():
        current = ErasureRun.objects.select_for_update().get(pk=run.pk)
        if current.must_be_reported:
            current.reported_at, current.reported_by = clock.now(), by.key
            current.save(update_fields=["reported_at", "reported_by"])
            record("recordings.erasure_reported", by=by, about=_about(current), facts={"recordings": current.count})
        return current


def sweep() -> int:
    """Files of erased recordings, and those that somebody was writing when he was killed."""
    removed, now = 0, clock.now().timestamp()
    for path, file in store.stored_files():
        row = Recording.objects.filter(file=file).first() if file else None
        is_old = now - _modified(path) > STRAY_AFTER.total_seconds()
        if (row is None and is_old) or (row is not None and row.is_erased):
            store.destroy(path)
            removed += 1
    return removed


def lines_of(run: ErasureRun) -> Iterable[dict[str, Any]]:
    """The certificate: what it was, how long, its digests. Nobody's number."""
    for one in run.recordings.order_by("started_at", "key"):
        yield {
            "recording": str(one.key),
            "call": one.call_key,
            "started_at": clock.in_tokyo(one.started_at).isoformat(timespec="seconds"),
            "seconds": round(one.seconds, 1),
            "bytes": one.size_bytes,
            "plain_sha256": one.plain_sha256,
            "sealed_sha256": one.sealed_sha256,
        }


def digest_of(run: ErasureRun) -> str:
    """As it was computed when it happened, or the list has been changed since."""
    text = "\n".join(json.dumps(line, ensure_ascii=False, sort_keys=True) for line in lines_of(run))
    return hashlib.sha256(text.encode()).hexdigest()


def _erase_all(due: QuerySet[Recording], kind: ErasureKind, *, by: Actor, reason: str = "") -> int:
    """Some at a time, each time whole: a row, its event, its run in one transaction."""
    erased = 0
    while True:
        with transaction.atomic():
            rows = list(due.order_by("started_at", "key").select_for_update()[:AT_ONCE])
            if not rows:
                return erased
            _erase(rows, kind, by=by, reason=reason)
        erased += len(rows)


def _erase(rows: list[Recording], kind: ErasureKind, *, by: Actor, reason: str = "") -> ErasureRun:
    now = clock.now()
    run = ErasureRun.objects.create(kind=kind.value, at=now, by=by.key, reason=reason, count=len(rows))
    eraser = Actor(by.kind, by.key, by.rights | {MAY_ERASE_HISTORY})
    for row in rows:
        row.state, row.reason = RecordingState.ERASED.value, ""
        row.wrapped_key, row.sealed_peaks, row.erased_at, row.erasure = "", b"", now, run
        row.save(update_fields=["state", "reason", "wrapped_key", "sealed_peaks", "erased_at", "erasure"])
        facts = {"erasure_kind": kind.value, "reason": reason or None, "sealed_sha256": row.sealed_sha256 or None}
        record("recording.erased", by=by, about=about(row.key), facts=facts)
        erase_personal_values(about(row.key), by=eraser, reason=kind.value)
    # Why somebody heard it may name the caller.
    Listening.objects.filter(recording__in=rows).update(note="")
    run.digest = digest_of(run)
    run.save(update_fields=["digest"])
    told = {"erasure_kind": kind.value, "recordings": run.count, "digest": run.digest}
    record("recordings.erased", by=by, about=_about(run), facts=told)
    # Without its key it is noise already; killed before this, the next sweep removes the file.
    transaction.on_commit(partial(_forget_files, [row.file for row in rows if row.file]))
    return run


def _forget_files(files: list[uuid.UUID]) -> None:
    for file in files:
        store.forget(file)


def _about(run: ErasureRun) -> About:
    return About(ERASURE, str(run.key))


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
