"""Bytes that are the same on every machine, and what is computed over them."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def keyed_digest(message: str) -> str:
    """HMAC-SHA256 under the key of the history: who has only the database cannot make one."""
    return hmac.new(settings.HISTORY_KEY, message.encode(), hashlib.sha256).hexdigest()


def salted_digest(salt: bytes, text: str) -> str:
    return hashlib.sha256(salt + text.encode()).hexdigest()


def moment_text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def event_message(event: Any) -> str:
    """Everything of an event that must never change. Not its id: the database gives that at writing."""
    fields: Mapping[str, str] = {
        "uid": str(event.uid),
        "at": moment_text(event.at),
        "kind": event.kind,
        "actor": f"{event.actor_kind}:{event.actor_key}",
        "about": f"{event.about_kind}:{event.about_key}",
        "body": event.body,
    }
    return canonical(fields)


def seal_message(*, number: int, sealed_at: datetime, previous: str, macs: list[str]) -> str:
    return canonical({"number": number, "sealed_at": moment_text(sealed_at), "previous": previous, "events": macs})
