"""Calls as an exchange tells of them, for tests."""

from datetime import datetime, timedelta

from madoguchi.calls.ports import ExchangeFact, FactKind
from madoguchi.core.clock import TOKYO

NINE = datetime(2026, 12, 1, 9, 0, tzinfo=TOKYO)


class Told:
    """Facts of one call in the log of the queue, each some seconds after nine."""

    def __init__(self, call: str = "1796083200.7", *, log: str = "log", line: int = 0) -> None:
        self.call, self.log, self.line = call, log, line
        self.facts: list[ExchangeFact] = []

    def says(
        self, after: float, kind: FactKind, extension: str = "", origin: str = "queue_log", **values: object
    ) -> "Told":
        self.line += 100
        self.facts.append(
            ExchangeFact(
                origin,
                f"{self.log}:{self.line:012d}",
                NINE + timedelta(seconds=after),
                kind,
                self.call,
                extension,
                {name: str(value) for name, value in values.items()},
            )
        )
        return self

    def arrived(self, after: float = 0, *, caller: str = "09000000001", trunk: str = "main") -> "Told":
        return self.says(after, FactKind.ARRIVED, dialled="0120000111", caller=caller, trunk=trunk)

    def decided(self, after: float = 0, decision: str = "open") -> "Told":
        return self.says(after, FactKind.DECIDED, decision=decision, source="policy")

    def played(self, after: float, said: str, *, until: float | None = None) -> "Told":
        self.says(after, FactKind.PLAYED, said=said)
        return self.says(until, FactKind.PLAYED_TO_END, said=said) if until is not None else self

    def queued(self, after: float) -> "Told":
        return self.says(after, FactKind.QUEUED)

    def answered(self, after: float, extension: str = "77", *, wait: float = 0, ring: float = 0) -> "Told":
        return self.says(after, FactKind.ANSWERED, extension, wait_seconds=wait, ring_seconds=ring)

    def completed(self, after: float, extension: str = "77", *, talk: float, by: str = "caller") -> "Told":
        return self.says(after, FactKind.COMPLETED, extension, talk_seconds=talk, by=by)

    def ended(self, after: float) -> "Told":
        return self.says(after, FactKind.ENDED, cause=16)


def an_answered_call(call: str = "1796083200.7", extension: str = "77") -> Told:
    told = Told(call).arrived().decided().played(0, "greeting", until=4).queued(4)
    told.says(14, FactKind.NOT_TAKEN, "78", seconds=8).answered(20, extension, wait=16, ring=4)
    told.says(60, FactKind.HELD, extension, origin="switchboard").says(
        90, FactKind.UNHELD, extension, origin="switchboard"
    )
    return told.completed(200, extension, talk=180).ended(200)
