"""Listening with a reason, keeping back from erasure, erasing one. What the pick-up writes stands in `taking.py`."""

import uuid
from datetime import datetime

from django.db import transaction

from madoguchi.calls.recordings.history import about
from madoguchi.calls.recordings.models import Listening, Recording
from madoguchi.calls.recordings.opening import refuse_unless_whole
from madoguchi.calls.recordings.queries import MAY_EDIT, MAY_VIEW, are_recorded, may_be_held
from madoguchi.calls.recordings.refusals import (
    HoldsNotAgreed,
    ListeningIsOver,
    NotRecorded,
    ReasonMissing,
    RecordingIsErased,
)
from madoguchi.calls.recordings.rules import ListeningReason, listening_ends, may_be_heard
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import record


def start_listening(
    recording: Recording, *, reason: ListeningReason, note: str = "", once_key: uuid.UUID, by: Actor
) -> Listening:
    """On record before a sound leaves. What does not open is refused here, in words, and raises the alarm."""
    by.need(MAY_VIEW)
    if not are_recorded():
        raise NotRecorded
    note = note.strip()
    if not note:
        raise ReasonMissing
    refuse_unless_whole(recording)
    now = clock.now()
    with transaction.atomic():
        listening, is_new = Listening.objects.get_or_create(
            once_key=once_key,
            defaults={
                "recording": recording,
                "by": by.key,
                "reason": reason.value,
                "note": note,
                "at": now,
                "ends_at": listening_ends(now, seconds=recording.seconds),
            },
        )
        if (listening.by, listening.recording_id) != (by.key, recording.pk):
            raise ListeningIsOver
        if is_new:
            record(
                "recording.opened",
                by=by,
                about=about(recording.key),
                facts={"listening_reason": reason.value},
                personal={"listening_note": (None, note)},
            )
    return listening


def note_heard(listening: Listening, *, by: Actor) -> None:
    """The first sound of a listening leaves: one row of the history, however often the browser asks again."""
    refuse_if_over(listening, by=by)
    with transaction.atomic():
        first = Listening.objects.filter(pk=listening.pk, heard_at=None).update(heard_at=clock.now())
        if first:
            record(
                "recording.heard",
                by=by,
                about=about(listening.recording_id),
                facts={"listening_reason": listening.reason},
            )


def refuse_if_over(listening: Listening, *, by: Actor, now: datetime | None = None) -> None:
    by.need(MAY_VIEW)
    if not may_be_heard(owner=listening.by, listener=by.key, ends_at=listening.ends_at, now=now or clock.now()):
        raise ListeningIsOver


def hold_recording(recording: Recording, *, reason: str, by: Actor) -> Recording:
    """Exempt from every erasure until it is released (PDR-03)."""
    by.need(MAY_EDIT)
    if not may_be_held():
        raise HoldsNotAgreed
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        current = Recording.objects.select_for_update().get(pk=recording.pk)
        if current.is_erased:
            raise RecordingIsErased
        if not current.is_on_hold:
            current.is_on_hold, current.hold_reason = True, reason.strip()
            current.held_by, current.held_at = by.key, clock.now()
            current.save(update_fields=["is_on_hold", "hold_reason", "held_by", "held_at"])
            record("recording.held", by=by, about=about(current.key), facts={"hold_reason": current.hold_reason})
        return current


def release_recording(recording: Recording, *, reason: str, by: Actor) -> Recording:
    """From now on the term holds again. Released twice it is released once."""
    by.need(MAY_EDIT)
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        current = Recording.objects.select_for_update().get(pk=recording.pk)
        if current.is_on_hold:
            current.is_on_hold, current.hold_reason, current.held_by, current.held_at = False, "", "", None
            current.save(update_fields=["is_on_hold", "hold_reason", "held_by", "held_at"])
            record("recording.released", by=by, about=about(current.key), facts={"reason": reason.strip()})
        return current
