"""Addresses of the screens of recordings, and the reason that opens a player."""

import uuid
from typing import Any

from django.test import Client

from madoguchi.calls.recordings.models import Recording

LIST = "/staff/telephone/recordings/"
REASON = {"reason": "complaint", "note": "10月の苦情を確かめる"}


def of(recording: Recording, more: str = "") -> str:
    return f"{LIST}{recording.key}/{more}"


def opened_by(client: Client, recording: Recording, **typed: str) -> Any:
    return client.post(of(recording, "listen/"), {**REASON, "once_key": str(uuid.uuid4()), **typed})
