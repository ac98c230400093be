"""Whether a message is from who holds the secret and fresh, and what it tells. Pure."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from madoguchi.calls.ports import ExchangeFact, FactKind

ORIGIN = "webhook"
VERSION = "v1="
TOLERANCE = timedelta(minutes=5)
MOST_EVENTS, MOST_BYTES, MOST_VALUES, LONGEST_VALUE = 500, 512 * 1024, 12, 200
CALL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,55}")
IDENTIFIER = re.compile(r"[A-Za-z0-9._:-]{1,90}")
EXTENSION = re.compile(r"[0-9]{0,8}")
VALUE_NAME = re.compile(r"[a-z_]{1,24}")
KINDS = frozenset(FactKind) - {FactKind.UNREAD}
# Of a call; the others are of somebody, or of the exchange itself.
WITHOUT_CALL = frozenset({FactKind.STATE, FactKind.STARTED})


class NotSigned(Exception):  # noqa: N818 - an answer, not an error
    """By whom is not known. Nothing more is said."""


class NotUnderstood(Exception):  # noqa: N818
    """Which event is wrong and how."""


def signature(secret: str, timestamp: str, body: bytes) -> str:
    return VERSION + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def refuse_unless_signed(
    secrets: tuple[str, ...], *, timestamp: str, signed: str, body: bytes, now: datetime
) -> None:
    """Of several secrets each is good, so that one can be exchanged for the next without a gap."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        raise NotSigned
    if not any(
        hmac.compare_digest(signature(secret, timestamp, body).encode(), signed.encode()) for secret in secrets
    ):
        raise NotSigned
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise NotSigned


def facts_in(body: bytes) -> list[ExchangeFact]:
    """All or none: a message with one wrong event is not taken, so that it can be sent again put right."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("the body is no JSON") from error
    events = told.get("events") if isinstance(told, dict) else None
    if not isinstance(events, list) or not events or len(events) > MOST_EVENTS:
        raise NotUnderstood(f"`events` is a list of 1 to {MOST_EVENTS}")
    return [_fact(place, event) for place, event in enumerate(events)]


def _fact(place: int, event: Any) -> ExchangeFact:
    if not isinstance(event, dict):
        raise NotUnderstood(f"events[{place}] is no object")
    kind = str(event.get("kind", ""))
    if kind not in KINDS:
        raise NotUnderstood(f"events[{place}].kind is not known")
    fact_kind = FactKind(kind)
    call = _matching(place, event, "call", CALL, optional=fact_kind in WITHOUT_CALL)
    return ExchangeFact(
        ORIGIN,
        _matching(place, event, "id", IDENTIFIER),
        _moment(place, event),
        fact_kind,
        call,
        _matching(place, event, "extension", EXTENSION, optional=True),
        _values(place, event.get("values", {})),
    )


def _matching(
    place: int, event: Mapping[str, Any], name: str, pattern: re.Pattern[str], *, optional: bool = False
) -> str:
    value = event.get(name, "")
    if not isinstance(value, str) or not (pattern.fullmatch(value) or (optional and not value)):
        raise NotUnderstood(f"events[{place}].{name} does not match {pattern.pattern}")
    return value


def _moment(place: int, event: Mapping[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(str(event.get("at", "")))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not 2000 <= moment.year <= 2199:
        raise NotUnderstood(f"events[{place}].at is no moment with its zone (2026-12-01T09:00:00+09:00)")
    return moment


def _values(place: int, values: Any) -> dict[str, str]:
    if not isinstance(values, dict) or len(values) > MOST_VALUES:
        raise NotUnderstood(f"events[{place}].values is an object of at most {MOST_VALUES}")
    for name, value in values.items():
        if not VALUE_NAME.fullmatch(name) or isinstance(value, bool) or not isinstance(value, str | int | float):
            raise NotUnderstood(f"events[{place}].values.{name[:24]} is no text or number")
    return {name: _text(value)[:LONGEST_VALUE] for name, value in values.items()}


def _text(value: str | float) -> str:
    """Without the null sign and the halves of signs that JSON lets through: no database keeps either."""
    return str(value).replace("\0", "").encode("utf-8", "ignore").decode()
