"""How long a hold lasts, and how much one may ask for. Pure: values in, answers out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

# What was typed outlives its hold so long: who was called away comes back to it.
GRACE = timedelta(minutes=30)
# Whence holds came is known for so long.
SPAN = timedelta(hours=1)
# WCAG 2.2.1 asks for ten extensions; one more stretch than that, and nobody keeps places for a day.
LONGEST = 12
# From this share of a limit on, a browser has to do a little work first.
NEAR = 0.25

# Without JavaScript waiting stands in for the work; either is good for a while, and once.
WAIT = timedelta(seconds=60)
PROOF_LASTS = timedelta(minutes=20)


def extended_until(*, held_since: datetime, now: datetime, minutes: int) -> datetime:
    """Until when a hold is kept that is extended now."""
    step = timedelta(minutes=minutes)
    return min(now + step, held_since + step * LONGEST)


class Gate(StrEnum):
    OPEN = "open"
    WORK = "work"
    SHUT = "shut"


@dataclass(frozen=True)
class Asked:
    """What has come from one line: holds within the span, and people for whom places are held now."""

    holds: int
    people_held: int


def gate(asked: Asked, *, people: int, most_holds: int, most_people_held: int) -> Gate:
    """A whole office behind one line passes; whoever goes on beyond is stopped, the telephone remains."""
    used = max((asked.holds + 1) / most_holds, (asked.people_held + people) / most_people_held)
    if used > 1:
        return Gate.SHUT
    # One family is never made to wait, however narrow the limits are.
    return Gate.WORK if used > NEAR and asked.holds else Gate.OPEN


@dataclass(frozen=True)
class Standing:
    """A person of an open booking under one telephone number."""

    booking: int
    name: str
    day: date


def is_beyond_caps(
    standing: Iterable[Standing], *, names: Iterable[str], day: date, most_open: int, most_same_day: int
) -> bool:
    """Would one more booking be too much for this telephone, or for one of its people on that day?"""
    known = list(standing)
    if len({one.booking for one in known}) >= most_open:
        return True
    on_day = {(one.booking, one.name) for one in known if one.day == day}
    return any(sum(name == booked for _, booked in on_day) >= most_same_day for name in set(names))
