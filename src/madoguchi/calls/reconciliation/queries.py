"""Comparing the sides over a stretch of time. Reads only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from madoguchi.calls.ledger.models import Call, Fact
from madoguchi.calls.ledger.picture.rules import CallPicture
from madoguchi.calls.ledger.queries import as_told, mark_of, pictures_now
from madoguchi.calls.ledger.rules import digits_of
from madoguchi.calls.ports import FactKind
from madoguchi.calls.reconciliation.ports import sides
from madoguchi.calls.reconciliation.rules import Difference, Missing, between_log_and_facts, what_differs
from madoguchi.calls.recordings.models import Recording
from madoguchi.core import clock
from madoguchi.municipality.picture import reading_once

# What the exchange has just written is still being read.
SETTLED_AFTER = timedelta(minutes=2)
LOOKED_BACK = timedelta(days=35)
AT_ONCE = 400  # calls that are made anew together: few queries, little memory
COMPARED = (
    "direction", "outcome", "arrived_at", "queued_at", "answered_at", "ended_at", "ended_by", "extension", "purpose",
    "wait_seconds", "talk_seconds", "hold_seconds", "after_call_seconds",
)  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """How much each side holds of a stretch of time."""

    lines: int | None  # None: no log on this machine
    facts: int
    calls: int
    recordings: int


def differences(since: datetime, until: datetime) -> list[Difference]:
    until = min(until, clock.now() - SETTLED_AFTER)
    found = [
        *_logs_and_facts(since, until),
        *_facts_and_calls(since, until),
        *_calls_and_facts(since, until),
        *_only_lines(since, until),
    ]
    return sorted(found, key=lambda one: (one.at, one.call, one.missing.value))


def differences_in_calls() -> Iterator[str]:
    """For `madoguchi check`."""
    now = clock.now()
    for one in differences(now - LOOKED_BACK, now):
        call = f"通話 {one.call} " if one.call else ""
        yield f"{call}（{clock.in_tokyo(one.at):%Y-%m-%d %H:%M:%S}、{one.what}）: {one.words}"


def counts(since: datetime, until: datetime) -> Counts:
    logs = sides()
    lines = sum(1 for side in logs for fact in side.facts if since <= fact.at < until)
    return Counts(
        lines=lines if logs else None,
        facts=Fact.objects.filter(at__gte=since, at__lt=until).count(),
        calls=Call.objects.filter(arrived_at__gte=since, arrived_at__lt=until).count(),
        recordings=Recording.objects.filter(started_at__gte=since, started_at__lt=until).count(),
    )


def _logs_and_facts(since: datetime, until: datetime) -> Iterator[Difference]:
    for side in sides():
        mark = mark_of(side.origin)
        facts = Fact.objects.filter(origin=side.origin, at__gte=since, at__lt=until)
        yield from between_log_and_facts(
            [line for line in side.facts if since <= line.at < until],
            [as_told(fact) for fact in facts.iterator()],
            read_last=mark.file if mark else "",
        )


def _facts_and_calls(since: datetime, until: datetime) -> Iterator[Difference]:
    """Out of the facts of each call, the call is made again and compared with what is kept."""
    keys = Fact.objects.filter(at__gte=since, at__lt=until).exclude(call_key="").values_list("call_key", flat=True)
    with reading_once():  # the contract does not change while it is looked up for each call
        for some in batched(sorted(set(keys.distinct())), AT_ONCE):
            calls = {call.key: call for call in Call.objects.filter(key__in=some).prefetch_related("legs")}
            for key, picture in pictures_now(some):
                if picture is not None and (found := _compared(key, calls.get(key), picture)):
                    yield found


def _compared(key: str, call: Call | None, picture: CallPicture) -> Difference | None:
    if call is None:
        return Difference(Missing.CALL, picture.arrived_at, key, "通話")
    kept: dict[str, object] = {name: getattr(call, name) for name in COMPARED}
    legs = [(leg.kind, leg.began_at, leg.ended_at, leg.extension, leg.result) for leg in call.legs.all()]
    differing = what_differs(kept, legs, picture)
    numbers = ("caller", "dialled", "call_back_number")
    if any(getattr(call, name) != digits_of(getattr(picture, name)) for name in numbers):
        differing.append("numbers")
    return Difference(Missing.DIFFERENT, picture.arrived_at, key, "・".join(differing)) if differing else None


def batched(keys: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for begin in range(0, len(keys), size):
        yield keys[begin : begin + size]


def _calls_and_facts(since: datetime, until: datetime) -> Iterator[Difference]:
    calls = Call.objects.filter(arrived_at__gte=since, arrived_at__lt=until)
    with_facts = set(Fact.objects.exclude(call_key="").values_list("call_key", flat=True).distinct())
    for key, arrived_at in calls.values_list("key", "arrived_at"):
        if key not in with_facts:
            yield Difference(Missing.FACTS_OF_CALL, arrived_at, key, "通話")


def _only_lines(since: datetime, until: datetime) -> Iterator[Difference]:
    """The second log of the exchange knows every line's channel: a call that only it tells of is a hole in the first."""
    ended = Fact.objects.filter(origin="cel", kind=FactKind.ENDED.value, extension="", at__gte=since, at__lt=until)
    told = set(
        Fact.objects.filter(origin="queue_log").exclude(call_key="").values_list("call_key", flat=True).distinct()
    )
    for key, at in ended.values_list("call_key", "at"):
        if key not in told:
            yield Difference(Missing.ONLY_LINES, at, key, "cel・ended")
