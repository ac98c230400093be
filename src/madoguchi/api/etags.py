"""So that two who change a booking at once do not overwrite each other (RFC 9110, 13.1.1)."""

import hashlib

from madoguchi.api.problems import Problem
from madoguchi.api.shapes import BookingRead
from madoguchi.api.words import CHANGED_MEANWHILE, CONDITION_MISSING


def etag_of(shown: BookingRead) -> str:
    """Of everything that is shown: whatever changes it, by whichever way, changes this."""
    return f'"{hashlib.sha256(shown.model_dump_json(include=set(BookingRead.model_fields)).encode()).hexdigest()[:32]}"'


def refuse_unless_seen(if_match: str, shown: BookingRead) -> None:
    if not if_match.strip():
        raise Problem(CONDITION_MISSING)
    # A proxy that compresses makes tags weak; ours is one of the content, however it was sent.
    named = {tag.strip().removeprefix("W/") for tag in if_match.split(",")}
    if "*" not in named and etag_of(shown) not in named:
        raise Problem(CHANGED_MEANWHILE)
