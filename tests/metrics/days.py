"""Days of calls, made up: each call as an exchange tells of it, and what it should be counted as."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import strategies as st

from madoguchi.calls.ledger.actions import take_facts
from madoguchi.calls.ports import ExchangeFact, FactKind
from tests.telephone.told import NINE, Told

ENDS = (
    "answered", "talking", "waiting", "abandoned", "short_abandoned", "overflowed", "in_announcement", "after_hours",
    "test", "test_waiting", "internal", "outgoing", "transferred_twice",
)  # fmt: skip
ANSWERED = {"answered", "talking", "transferred_twice"}
NOT_COUNTED = {"test", "test_waiting", "internal", "outgoing"}


@dataclass(frozen=True)
class Made:
    at: datetime
    end: str
    wait: int


def calls(*boundaries: datetime, until: datetime) -> st.SearchStrategy[list[Made]]:
    """Many of them within seconds of a boundary; none after `until`."""
    moments = st.sampled_from(boundaries).flatmap(
        lambda boundary: st.integers(-90, 90).map(lambda seconds: boundary + timedelta(seconds=seconds))
    )
    one = st.builds(Made, moments.filter(lambda at: at < until), st.sampled_from(ENDS), st.integers(6, 40))
    return st.lists(one, max_size=12)


def happen(made: Sequence[Made], *, restart: datetime | None = None, name: str = "made") -> None:
    """`restart`: the exchange died, and what was open went with it."""
    for number, call in enumerate(made):
        take_facts(_told(call, f"{name}-{number}").facts)
    if restart:
        take_facts([ExchangeFact("queue_log", "start:1", restart, FactKind.STARTED)])


def _told(call: Made, key: str) -> Told:
    told = Told(key, log=key)
    start = (call.at - NINE).total_seconds()
    if call.end == "outgoing":
        told.says(start, FactKind.DIALLED_OUT, "77", number="0312345678", purpose="call_back", order="")
        told.says(start + 5, FactKind.OUT_ANSWERED)
        return told.ended(start + 60)
    told.arrived(start, trunk="internal" if call.end == "internal" else "main")
    if call.end == "after_hours":
        return told.decided(start, "after_hours").ended(start + 10)
    told.decided(start, "test" if call.end.startswith("test") else "open")
    if call.end == "in_announcement":
        return told.ended(start + 2)
    told.queued(start)
    return _in_queue(told, call, start)


def _in_queue(told: Told, call: Made, start: float) -> Told:
    over = start + call.wait
    if call.end in ("waiting", "test_waiting"):
        return told
    if call.end == "talking":
        return told.answered(over, wait=call.wait)
    if call.end == "abandoned":
        return told.says(over, FactKind.ABANDONED, wait_seconds=call.wait).ended(over)
    if call.end == "short_abandoned":
        return told.says(start + 3, FactKind.ABANDONED, wait_seconds=3).ended(start + 3)
    if call.end == "overflowed":
        return told.says(over, FactKind.OVERFLOWED, reason="timeout").ended(over + 5)
    told.answered(over, wait=call.wait)
    if call.end == "transferred_twice":
        told.says(over + 10, FactKind.TRANSFERRED, "77", to="78", talk_seconds=10)
        told.says(over + 30, FactKind.TRANSFERRED, "78", to="0312345678", talk_seconds=20)
        return told.ended(over + 90)
    return told.completed(over + 60, talk=60).ended(over + 60)


def recounted(
    made: Sequence[Made], since: datetime, until: datetime, *, level_seconds: int, restart: datetime | None = None
) -> dict[str, int]:
    """Out of what was made up, never out of the ledger."""
    counts: Counter[str] = Counter()
    for call in made:
        if since <= call.at < until and call.end not in NOT_COUNTED:
            kind = "answered" if call.end in ANSWERED else call.end
            if kind == "waiting" and restart and call.at < restart:
                kind = "lost"
            counts[kind] += 1
            counts["answered_in_time"] += kind == "answered" and call.wait <= level_seconds
    return dict(+counts)
