"""The dated settings, the days that differ and the procedures, in memory as long as nobody has changed any.

Every change of one writes a new random stamp in its own transaction. Who reads asks for the stamp, once in a
`reading_once()`, and reads the rows anew only where it is another one: no process ever works with a value that has
been changed before it began. Random, so that a stamp that was rolled back never comes again for other rows.
"""

import uuid
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from madoguchi.core.asked_again import asked_again
from madoguchi.municipality.models import OpeningDay, Procedure, Setting, SettingsStamp
from madoguchi.municipality.parts import Key


@dataclass
class Picture:
    """All values that every key has had and will have, each from its day on."""

    stamp: uuid.UUID | None
    days: dict[str, list[date]] = field(default_factory=dict)  # oldest first
    texts: dict[str, list[str]] = field(default_factory=dict)
    opening_days: list[OpeningDay] = field(default_factory=list)
    procedures: list[Procedure] = field(default_factory=list)
    _read: dict[tuple[str, str], Any] = field(default_factory=dict)

    def text(self, key: str, on: date) -> str | None:
        """The JSON in force on a day; None before the first value."""
        position = bisect_right(self.days.get(key, ()), on)
        return self.texts[key][position - 1] if position else None

    def value(self, key: Key, text: str) -> Any:
        """What the JSON says, of the type of its key. Who gets a list may change it without changing ours."""
        if (key.name, text) not in self._read:
            self._read[key.name, text] = key.read(text)
        value = self._read[key.name, text]
        return value.copy() if isinstance(value, list | dict) else value


@dataclass
class Reading:
    picture: Picture | None = None
    is_changing: bool = False  # from then on every look is a new one: what was changed may yet be rolled back


_last = Picture(None)  # what this process has read last
_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


def picture() -> Picture:
    reading = _reading.get()
    if reading is None or reading.is_changing:
        return _as_it_is()
    if reading.picture is None:
        reading.picture = _as_it_is()
    return reading.picture


@contextmanager
def reading_once() -> Iterator[None]:
    """Inside, the stamp is asked for once: a page shows one state of the contract."""
    token = _reading.set(Reading())
    try:
        yield
    finally:
        _reading.reset(token)


def look_again() -> None:
    """Who has waited for a lock decides by what is so now, not by what was so when the waiting began."""
    if reading := _reading.get():
        reading.picture = None


def note_change() -> None:
    """One of these is being changed: in the caller's transaction, whoever reads after it reads anew."""
    SettingsStamp.objects.update_or_create(pk=1, defaults={"value": uuid.uuid4()})
    if reading := _reading.get():
        reading.is_changing = True


def _as_it_is() -> Picture:
    global _last
    stamp = _stamp.first()
    if stamp is None or stamp != _last.stamp:
        # The stamp was read first: rows that are newer than it are only read once more.
        read = Picture(stamp)
        rows = Setting.objects.order_by("key", "effective_on").values_list("key", "effective_on", "value")
        for key, effective_on, value in rows:
            read.days.setdefault(key, []).append(effective_on)
            read.texts.setdefault(key, []).append(value)
        read.opening_days = list(OpeningDay.objects.all())
        read.procedures = list(Procedure.objects.all())
        _last = read
        return read
    return _last


@asked_again()
def _stamp() -> QuerySet[SettingsStamp, uuid.UUID]:
    return SettingsStamp.objects.order_by("pk").values_list("value", flat=True)[:1]
