"""Who is touched by an outage of the national system, and what may become of them. Pure: values in, answers out."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Fate(StrEnum):
    """What has become of an affected booking. Waiting and reached are still open."""

    WAITING = "waiting"
    REACHED = "reached"
    MOVED = "moved"
    KEPT = "kept"
    CANCELLED = "cancelled"
    PASSED = "passed"


FATE_LABELS = {
    Fate.WAITING: "連絡待ち",
    Fate.REACHED: "連絡済み",
    Fate.MOVED: "移動済み",
    Fate.KEPT: "そのまま来庁",
    Fate.CANCELLED: "取消し",
    Fate.PASSED: "時刻を過ぎた",
}
OPEN_FATES = frozenset({Fate.WAITING, Fate.REACHED})


@dataclass(frozen=True)
class Stretch:
    """From–to; an end that nobody knows yet is None."""

    starts_at: datetime
    ends_at: datetime | None

    def touches(self, *, starts_at: datetime, ends_at: datetime) -> bool:
        return ends_at > self.starts_at and (self.ends_at is None or starts_at < self.ends_at)

    def overlaps(self, other: "Stretch") -> bool:
        return (other.ends_at is None or other.ends_at > self.starts_at) and (
            self.ends_at is None or other.starts_at < self.ends_at
        )


def fate_of(
    *, closed_as: str, is_cancelled: bool, is_elsewhere: bool, needs_system: bool, was_reached: bool
) -> Fate:
    """What can be seen from the booking itself is never asked of a clerk."""
    if closed_as:
        return Fate(closed_as)
    if is_cancelled:
        return Fate.CANCELLED
    if is_elsewhere:
        return Fate.MOVED
    if not needs_system:
        return Fate.KEPT
    return Fate.REACHED if was_reached else Fate.WAITING


def fate_at_the_end(now: Fate, *, starts_at: datetime, at: datetime) -> Fate:
    """When the system runs again, whoever is still to come keeps the time; whose time has passed is on record."""
    if now not in OPEN_FATES:
        return now
    return Fate.KEPT if starts_at > at else Fate.PASSED


def urgency(starts_at: datetime, *, today: date) -> tuple[bool, datetime]:
    """Who comes today stands first, then by the time of the visit."""
    return starts_at.date() != today, starts_at
