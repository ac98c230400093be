"""In which order facts of several origins happened. Pure.

A log is in the order in which it was written, whatever its clock did; between logs only the clocks can be compared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from madoguchi.calls.ports import ExchangeFact, FactKind

FILES = frozenset({"queue_log", "cel", "switchboard"})
# In one and the same second the log of the queue comes first: its clock counts whole seconds, downwards.
RANK_OF_ORIGIN = {"queue_log": 0, "switchboard": 1, "cel": 2}


@dataclass(frozen=True)
class Placed:
    """A fact and when it counts as having happened."""

    at: datetime
    fact: ExchangeFact

    @property
    def kind(self) -> FactKind:
        return self.fact.kind

    @property
    def extension(self) -> str:
        return self.fact.extension

    @property
    def values(self) -> Mapping[str, str]:
        return self.fact.values


def in_order(facts: Iterable[ExchangeFact]) -> list[Placed]:
    """Each happening once. A clock that steps back within one log does not turn the log around."""
    logs: dict[str, list[ExchangeFact]] = {}
    for fact in {_what_happened(one): one for one in sorted(facts, key=_by_position, reverse=True)}.values():
        logs.setdefault(_log_of(fact), []).append(fact)
    placed = [one for log, members in logs.items() for one in _within(log, members)]
    return sorted(placed, key=lambda one: (one.at, RANK_OF_ORIGIN.get(one.fact.origin, 3), *_by_position(one.fact)))


def _within(log: str, members: list[ExchangeFact]) -> list[Placed]:
    if not log:
        return [Placed(fact.at, fact) for fact in members]
    placed: list[Placed] = []
    for fact in sorted(members, key=_by_position):
        placed.append(Placed(max(fact.at, placed[-1].at) if placed else fact.at, fact))
    return placed


def _log_of(fact: ExchangeFact) -> str:
    """The file that it stands in; "" where a position says nothing of an order."""
    file, colon, _ = fact.position.partition(":")
    return f"{fact.origin}:{file}" if colon and fact.origin in FILES else ""


def _by_position(fact: ExchangeFact) -> tuple[str, str, str]:
    return fact.position, fact.kind.value, fact.extension


def _what_happened(fact: ExchangeFact) -> tuple[object, ...]:
    return fact.origin, fact.at, fact.kind, fact.extension, tuple(sorted(fact.values.items()))
