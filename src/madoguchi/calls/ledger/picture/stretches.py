"""The stretches of a call, opened and closed by what happens. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from madoguchi.calls.ledger.picture.order import Placed
from madoguchi.calls.ledger.rules import LegKind
from madoguchi.calls.ports import FactKind


@dataclass(frozen=True)
class Stretch:
    kind: LegKind
    began_at: datetime
    ended_at: datetime | None = None
    extension: str = ""
    said: str = ""
    to: str = ""
    result: str = ""

    def seconds_until(self, end: datetime | None) -> float:
        ended = self.ended_at or end
        return max(0.0, (ended - self.began_at).total_seconds()) if ended else 0.0


WITH_SOMEBODY = (LegKind.TALK, LegKind.HOLD, LegKind.CONSULT)
LONGEST_SECONDS = 7 * 24 * 3600


class Stretches:
    """What is open, and what is over. One of a kind is open at a time."""

    def __init__(self) -> None:
        self._all: list[Stretch] = []

    def __iter__(self) -> Iterator[Stretch]:
        return iter(sorted(self._all, key=lambda one: (one.began_at, list(LegKind).index(one.kind))))

    def of(self, kind: LegKind) -> list[Stretch]:
        return [one for one in self if one.kind is kind]

    def open(self, kind: LegKind, at: datetime, *, extension: str = "", said: str = "", to: str = "") -> None:
        self.close((kind,), at)
        self._all.append(Stretch(kind, at, extension=extension, said=said, to=to))

    def add(
        self, kind: LegKind, began_at: datetime, ended_at: datetime, *, extension: str = "", result: str = ""
    ) -> None:
        self._all.append(Stretch(kind, began_at, ended_at, extension=extension, result=result))

    def close(self, kinds: Iterable[LegKind], at: datetime, result: str = "", *, extension: str = "") -> bool:
        """Whether something was open."""
        closed = False
        for place, one in enumerate(self._all):
            if one.ended_at is None and one.kind in kinds and extension in ("", one.extension):
                self._all[place] = replace(one, ended_at=max(at, one.began_at), result=result or one.result)
                closed = True
        return closed

    def close_all(self, at: datetime, result: str) -> None:
        self.close(LegKind, at, result)


def stretches_of(facts: Iterable[Placed]) -> Stretches:
    """The end of the call and what came after it are not among the facts."""
    found = Stretches()
    for fact in facts:
        _read(fact, found)
    return found


def seconds_in(fact: Placed, name: str) -> float | None:
    """What is no length of anything in a call was not told."""
    try:
        seconds = float(fact.values[name])
    except (KeyError, ValueError):
        return None
    return max(0.0, seconds) if seconds <= LONGEST_SECONDS else None


def _read(fact: Placed, found: Stretches) -> None:
    if fact.kind in STEPS:
        STEPS[fact.kind](fact, found)


def _played(fact: Placed, found: Stretches) -> None:
    found.open(LegKind.ANNOUNCEMENT, fact.at, said=fact.values.get("said", ""))


def _queued(fact: Placed, found: Stretches) -> None:
    found.close((LegKind.ANNOUNCEMENT, LegKind.TRANSFER, *WITH_SOMEBODY), fact.at)
    found.open(LegKind.QUEUE, fact.at, to=fact.values.get("queue", ""))


def _not_taken(fact: Placed, found: Stretches) -> None:
    result = "cancelled" if fact.values.get("reason") == "cancelled" else "not_taken"
    _rang(fact, found, result, seconds_in(fact, "seconds") or 0.0)


def _answered(fact: Placed, found: Stretches) -> None:
    _rang(fact, found, "answered", seconds_in(fact, "ring_seconds") or 0.0)
    found.close((LegKind.QUEUE, LegKind.ANNOUNCEMENT), fact.at, "answered")
    found.close((LegKind.TRANSFER, *WITH_SOMEBODY), fact.at)
    found.open(LegKind.TALK, fact.at, extension=fact.extension)


def _consulted(fact: Placed, found: Stretches) -> None:
    found.open(LegKind.CONSULT, fact.at, extension=fact.extension, to=fact.values.get("to", ""))


def _transferred(fact: Placed, found: Stretches) -> None:
    was_open = found.close((LegKind.TALK,), fact.at, "transferred", extension=fact.extension)
    found.close(WITH_SOMEBODY, fact.at)
    if was_open or not found.of(LegKind.TRANSFER):  # two logs tell of one and the same transfer
        found.open(LegKind.TRANSFER, fact.at, extension=fact.extension, to=fact.values.get("to", ""))


def _completed(fact: Placed, found: Stretches) -> None:
    found.close((LegKind.TALK,), fact.at, f"by_{fact.values.get('by') or 'exchange'}", extension=fact.extension)
    found.close(WITH_SOMEBODY, fact.at)


def _dialled_out(fact: Placed, found: Stretches) -> None:
    found.open(LegKind.RING, fact.at, extension=fact.extension, to=fact.values.get("number", ""))


def _out_answered(fact: Placed, found: Stretches) -> None:
    rings = found.of(LegKind.RING)
    if rings and rings[-1].to and found.close((LegKind.RING,), fact.at, "answered"):
        found.open(LegKind.TALK, fact.at, extension=rings[-1].extension)


def _rang(fact: Placed, found: Stretches, result: str, seconds: float) -> None:
    if not found.close((LegKind.RING,), fact.at, result, extension=fact.extension):
        began_at = fact.at - timedelta(seconds=seconds)
        found.add(LegKind.RING, began_at, fact.at, extension=fact.extension, result=result)


STEPS: Mapping[FactKind, Callable[[Placed, Stretches], object]] = {
    FactKind.PLAYED: _played,
    FactKind.PLAYED_TO_END: lambda fact, found: found.close((LegKind.ANNOUNCEMENT,), fact.at, "to_end"),
    FactKind.QUEUED: _queued,
    FactKind.RANG: lambda fact, found: found.open(LegKind.RING, fact.at, extension=fact.extension),
    FactKind.NOT_TAKEN: _not_taken,
    FactKind.ANSWERED: _answered,
    FactKind.HELD: lambda fact, found: found.open(LegKind.HOLD, fact.at, extension=fact.extension),
    FactKind.UNHELD: lambda fact, found: found.close((LegKind.HOLD, LegKind.CONSULT), fact.at),
    FactKind.CONSULTED: _consulted,
    FactKind.TRANSFERRED: _transferred,
    FactKind.COMPLETED: _completed,
    FactKind.REQUEUED: lambda fact, found: found.close(WITH_SOMEBODY, fact.at, "vanished"),
    FactKind.ABANDONED: lambda fact, found: found.close((LegKind.RING, LegKind.QUEUE), fact.at, "abandoned"),
    FactKind.OVERFLOWED: lambda fact, found: found.close((LegKind.RING, LegKind.QUEUE), fact.at, "overflow"),
    FactKind.DIALLED_OUT: _dialled_out,
    FactKind.OUT_ANSWERED: _out_answered,
}
