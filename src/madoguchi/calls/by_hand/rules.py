"""A call that a person tells, in the facts in which an exchange would have told it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from madoguchi.calls.ledger.rules import Direction
from madoguchi.calls.ports import ExchangeFact, FactKind

ORIGIN = "hand"


@dataclass(frozen=True)
class TakenCall:
    direction: Direction
    arrived_at: datetime
    was_answered: bool
    number: str = ""  # of the other side; "" when it was withheld
    dialled: str = ""  # which of ours
    wait_seconds: float = 0
    talk_seconds: float = 0
    purpose: str = ""

    @property
    def ended_at(self) -> datetime:
        return self.arrived_at + timedelta(seconds=self.wait_seconds + self.talk_seconds)


def facts_of(taken: TakenCall, *, key: str, extension: str) -> list[ExchangeFact]:
    told = _out(taken, extension) if taken.direction is Direction.OUTGOING else _in(taken, extension)
    return [
        ExchangeFact(ORIGIN, f"{key}:{place}", at, kind, key, who, values)
        for place, (at, kind, who, values) in enumerate(told)
    ]


def begin_facts(*, key: str, extension: str, number: str, dialled: str, at: datetime) -> list[ExchangeFact]:
    """A call that goes on: taken up just now, without an exchange that would say so."""
    told = [
        (FactKind.ARRIVED, {"dialled": dialled, "caller": number}),
        (FactKind.DECIDED, {"decision": "open", "source": ORIGIN}),
        (FactKind.QUEUED, {}),
        (FactKind.ANSWERED, {"wait_seconds": "0"}),
    ]
    return [
        ExchangeFact(
            ORIGIN, f"{key}:{place}", at, kind, key, extension if kind is FactKind.ANSWERED else "", values
        )
        for place, (kind, values) in enumerate(told)
    ]


def end_facts(*, key: str, extension: str, began_at: datetime, at: datetime) -> list[ExchangeFact]:
    seconds = f"{max((at - began_at).total_seconds(), 0):g}"
    return [
        ExchangeFact(ORIGIN, f"{key}:over", at, FactKind.COMPLETED, key, extension, {"talk_seconds": seconds}),
        ExchangeFact(ORIGIN, f"{key}:ended", at, FactKind.ENDED, key),
    ]


_Told = tuple[datetime, FactKind, str, dict[str, str]]


def _in(taken: TakenCall, extension: str) -> Iterator[_Told]:
    answered_at = taken.arrived_at + timedelta(seconds=taken.wait_seconds)
    yield taken.arrived_at, FactKind.ARRIVED, "", {"dialled": taken.dialled, "caller": taken.number}
    yield taken.arrived_at, FactKind.DECIDED, "", {"decision": "open", "source": ORIGIN}
    yield taken.arrived_at, FactKind.QUEUED, "", {}
    waited = {"wait_seconds": f"{taken.wait_seconds:g}"}
    if taken.was_answered:
        yield answered_at, FactKind.ANSWERED, extension, waited
        yield taken.ended_at, FactKind.COMPLETED, extension, {"talk_seconds": f"{taken.talk_seconds:g}"}
    else:
        yield answered_at, FactKind.ABANDONED, "", waited
    yield taken.ended_at, FactKind.ENDED, "", {}


def _out(taken: TakenCall, extension: str) -> Iterator[_Told]:
    answered_at = taken.arrived_at + timedelta(seconds=taken.wait_seconds)
    yield taken.arrived_at, FactKind.DIALLED_OUT, extension, {"number": taken.number, "purpose": taken.purpose}
    if taken.was_answered:
        yield answered_at, FactKind.OUT_ANSWERED, extension, {}
    yield taken.ended_at, FactKind.ENDED, "", {}
