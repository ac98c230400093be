"""Handing recordings over (TEL-15): chosen ones as one ZIP, the same bytes whenever it is fetched, never on a disk here.

録音/2026-12-01_101500_<call>.opus    the sound
一覧.json                             which call, when, who, how long, its digest
SHA256SUMS                            for `sha256sum -c`
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from madoguchi.accounts.disclosure import record_export
from madoguchi.accounts.queries import names_by_key
from madoguchi.calls.ledger.shown import handler_of, other_side
from madoguchi.calls.recordings.history import PACKAGE, about
from madoguchi.calls.recordings.models import PackageItem, Recording, RecordingPackage
from madoguchi.calls.recordings.opening import opened
from madoguchi.calls.recordings.queries import MAY_EXPORT, are_recorded, calls_by_key
from madoguchi.calls.recordings.refusals import (
    NothingToHandOver,
    NotRecorded,
    PackageIsOver,
    ReasonMissing,
    TooMuchAtOnce,
)
from madoguchi.calls.recordings.rules import RecordingState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record

MOST_RECORDINGS, MOST_BYTES = 100, 200_000_000
FETCHED_WITHIN = timedelta(days=7)
MANIFEST, SUMS, FOLDER = "一覧.json", "SHA256SUMS", "録音"


def make_package(chosen: Sequence[Recording], *, recipient: str, reason: str, by: Actor) -> RecordingPackage:
    """Every recording is opened and proven before there is a package; its checksum is known before it leaves."""
    by.need(MAY_EXPORT)
    if not are_recorded():
        raise NotRecorded
    if not recipient.strip() or not reason.strip():
        raise ReasonMissing
    ready = sorted((one for one in chosen if one.is_ready), key=lambda one: (one.started_at, str(one.key)))
    if not ready:
        raise NothingToHandOver
    if len(ready) > MOST_RECORDINGS or sum(one.size_bytes for one in ready) > MOST_BYTES:
        raise TooMuchAtOnce
    now = clock.now()
    package = RecordingPackage(
        recipient=recipient.strip(),
        reason=reason.strip(),
        made_by=by.key,
        made_at=now.replace(microsecond=0),
        ends_at=now + FETCHED_WITHIN,
    )
    digest, size = hashlib.sha256(), 0
    for piece in _zipped(package, ready, by=by):
        digest.update(piece)
        size += len(piece)
    package.sha256, package.size_bytes = digest.hexdigest(), size
    with transaction.atomic():
        package.save(force_insert=True)
        PackageItem.objects.bulk_create(
            PackageItem(package=package, recording=one, position=place) for place, one in enumerate(ready)
        )
        facts = {
            "recordings": len(ready),
            "package_sha256": package.sha256,
            "recipient": package.recipient,
            "reason": package.reason,
        }
        record("recordings.packed", by=by, about=_about(package), facts=facts)
    return package


def fetch_package(package: RecordingPackage, *, by: Actor) -> bytes:
    """On record before it leaves, for the package and for each recording in it."""
    by.need(MAY_EXPORT)
    if by.key != package.made_by or clock.now() >= package.ends_at:
        raise PackageIsOver
    items = [item.recording for item in package.items.select_related("recording")]
    if any(one.state != RecordingState.READY for one in items):
        raise PackageIsOver
    whole = b"".join(_zipped(package, items, by=by))
    if hashlib.sha256(whole).hexdigest() != package.sha256:
        raise PackageIsOver
    with transaction.atomic():
        RecordingPackage.objects.filter(pk=package.pk).update(fetched=F("fetched") + 1)
        facts = {"package_sha256": package.sha256, "recipient": package.recipient, "reason": package.reason}
        record_export("recordings", by=by, rows=len(items), form="zip", facts=facts)
        record("recordings.handed_over", by=by, about=_about(package), facts={**facts, "recordings": len(items)})
        for one in items:
            record("recordings.handed_over", by=by, about=about(one.key), facts=facts)
    return whole


def manifest_of(package: RecordingPackage, chosen: Sequence[Recording], *, by: Actor) -> dict[str, Any]:
    calls = calls_by_key([one.call_key for one in chosen])
    names = names_by_key({package.made_by})
    lines = []
    for one in chosen:
        call = calls.get(one.call_key)
        lines.append(
            {
                "file": _name(one),
                "call": one.call_key,
                "started_at": clock.in_tokyo(one.started_at).isoformat(timespec="seconds"),
                "seconds": round(one.seconds, 1),
                "direction": call.direction if call else "",
                "other_side": other_side(by, call) if call else "",
                "dialled": call.dialled if call else "",
                "operator": handler_of(call) if call else "",
                "channels": ["caller", "operator"],
                "format": "Ogg Opus, 8 kHz",
                "bytes": one.size_bytes,
                "sha256": one.plain_sha256,
            }
        )
    return {
        "made_at": clock.in_tokyo(package.made_at).isoformat(timespec="seconds"),
        "made_by": names.get(package.made_by, package.made_by),
        "recipient": package.recipient,
        "reason": package.reason,
        "recordings": lines,
    }


def _zipped(package: RecordingPackage, chosen: Sequence[Recording], *, by: Actor) -> Iterator[bytes]:
    """Stored, not packed again, and dated by the package: the same recordings make the same bytes."""
    at = clock.in_tokyo(package.made_at).timetuple()[:6]
    sink = _Sink()
    manifest = json.dumps(manifest_of(package, chosen, by=by), ensure_ascii=False, indent=2).encode() + b"\n"
    sums = [(MANIFEST, hashlib.sha256(manifest).hexdigest())]
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for one in chosen:
            with opened(one) as sound:
                archive.writestr(zipfile.ZipInfo(_name(one), at), b"".join(sound.pieces()))
            sums.append((_name(one), one.plain_sha256))
            yield sink.taken()
        archive.writestr(zipfile.ZipInfo(MANIFEST, at), manifest)
        text = "".join(f"{digest}  {name}\n" for name, digest in sums)
        archive.writestr(zipfile.ZipInfo(SUMS, at), text.encode())
    yield sink.taken()


def _name(recording: Recording) -> str:
    safe = re.sub(r"[^0-9A-Za-z._-]", "_", recording.call_key)
    return f"{FOLDER}/{clock.in_tokyo(recording.started_at):%Y-%m-%d_%H%M%S}_{safe}.opus"


def _about(package: RecordingPackage) -> About:
    return About(PACKAGE, str(package.key))


class _Sink(io.RawIOBase):
    """What a ZIP is written into when it goes straight on: it cannot be wound back."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        whole, self.pieces = b"".join(self.pieces), []
        return whole
