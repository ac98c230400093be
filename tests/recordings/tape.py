"""Invented sound: tones, never a voice."""

import json
import os
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import numpy
from django.conf import settings

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.models import Agent
from madoguchi.calls.ledger.models import Call, Fact
from madoguchi.calls.ledger.rules import Direction, Outcome
from madoguchi.calls.recordings.actions import start_listening
from madoguchi.calls.recordings.models import Listening, Recording
from madoguchi.calls.recordings.rules import ListeningReason
from madoguchi.core.actors import Actor
from madoguchi.telephony.recordings.pick_up import pick_up_recordings
from tests.services.signed_in import staff_of
from tests.worlds import PRESENT, actor

KEYS = {"2026-11": b"n" * 32, "2026-05": b"o" * 32}
RATE = 8000
SUPERVISOR, MANAGER, CITY_ADMIN = actor(Role.SUPERVISOR), actor(Role.MANAGER), actor(Role.CITY_ADMIN)


def tones(seconds: float) -> bytes:
    """The caller speaks in the first half (300 Hz), the agent in the second (500 Hz)."""
    at = numpy.arange(int(RATE * seconds)) / RATE
    is_first = at < seconds / 2
    caller = numpy.sin(2 * numpy.pi * 300 * at) * is_first * 12_000
    agent = numpy.sin(2 * numpy.pi * 500 * at) * ~is_first * 12_000
    return numpy.stack([caller, agent], axis=1).astype("<i2").tobytes()


def raw_in(folder: Path, key: str, *, seconds: float = 2, at: datetime = PRESENT, quiet: float = 10) -> Path:
    """What the exchange has left there, last written to `quiet` seconds before now."""
    path = folder / f"{key}.raw"
    path.write_bytes(tones(seconds))
    moment = at.timestamp() - quiet
    os.utime(path, (moment, moment))
    return path


def call(
    key: str, *, at: datetime = PRESENT - timedelta(minutes=5), seconds: float = 120, staff: Staff | None = None,
    outcome: Outcome = Outcome.ANSWERED, is_over: bool = True, caller: str = "09000000001", dialled: str = "0829000000",
) -> Call:  # fmt: skip
    agent = None
    if staff:
        agent, _ = Agent.objects.get_or_create(staff=staff, defaults={"extension": str(7000 + staff.pk)})
    return Call.objects.create(
        key=key,
        direction=Direction.INCOMING,
        caller=caller,
        dialled=dialled,
        arrived_at=at,
        answered_at=at,
        ended_at=at + timedelta(seconds=seconds) if is_over else None,
        outcome=outcome if is_over else Outcome.GOING_ON,
        agent=agent,
    )


def fact(key: str, what: str, at: datetime) -> None:
    Fact.objects.create(
        origin="queue_log",
        position=f"{key}-{what}-{at.isoformat()}",
        at=at,
        call_key=key,
        kind="recorded",
        values=json.dumps({"what": what, "file": f"{key}.raw"}),
    )


def recorded(
    key: str = "1764.1", *, seconds: float = 2, at: datetime = PRESENT - timedelta(minutes=5)
) -> Recording:
    """A call of an operator with its recording, stored."""
    call(key, at=at, seconds=max(seconds, 1), staff=staff_of(Role.OPERATOR))
    folder = Path(settings.EXCHANGE) / "spool" / "monitor"
    raw_in(folder, key, seconds=seconds, at=at + timedelta(seconds=seconds), quiet=0)
    assert pick_up_recordings().stored == 1
    return Recording.objects.get(call_key=key)


def listening(recording: Recording, *, by: Actor = SUPERVISOR) -> Listening:
    return start_listening(
        recording, reason=ListeningReason.COMPLAINT, note="苦情の申出を確かめる", once_key=uuid.uuid4(), by=by
    )
