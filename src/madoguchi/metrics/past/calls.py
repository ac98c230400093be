"""Counting calls over a period: one statement an arrangement, never a row of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import add
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, Sum

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.ledger.rules import Outcome
from madoguchi.metrics.past.hours import HourOf, hour_from, hour_in
from madoguchi.metrics.past.rules import Times
from madoguchi.metrics.queries import calls_going_on
from madoguchi.metrics.rules import CLASSES, Counted, Terms

UNKNOWN_LINE = "登録のない番号"
PICKED_UP = ExpressionWrapper(Q(answered_at__isnull=False), output_field=BooleanField())
SUMS = {
    "waited": "wait_seconds",
    "talked": "talk_seconds",
    "held": "hold_seconds",
    "worked": "after_call_seconds",
}  # fmt: skip


@dataclass(frozen=True)
class Some:
    """Calls that are counted together."""

    counted: Counted = field(default_factory=Counted)
    times: Times = field(default_factory=Times)

    def __add__(self, other: "Some") -> "Some":
        return Some(self.counted + other.counted, self.times + other.times)


def total_of(some: Iterable[Some]) -> Some:
    return reduce(add, some, Some())


def by_hour(since: datetime, until: datetime, terms: Terms) -> dict[datetime, Some]:
    """Each hour of Tokyo in which a call arrived, the soonest first."""
    found: dict[datetime, Some] = {}
    for text, some in _grouped(since, until, terms, HourOf("arrived_at")):
        found[hour_from(text)] = found.get(hour_from(text), Some()) + some
    for call in _still_open(since, until):
        hour = hour_in(call.arrived_at)
        found[hour] = found.get(hour, Some()) + _open(call, terms)
    return dict(sorted(found.items()))


def by_line(since: datetime, until: datetime, terms: Terms) -> dict[str, Some]:
    """Each number that was dialled, as it is called; the busiest first."""
    found: dict[str, Some] = {}
    for label, some in _grouped(since, until, terms, F("line__label")):
        found[label or UNKNOWN_LINE] = found.get(label or UNKNOWN_LINE, Some()) + some
    for call in _still_open(since, until):
        label = call.line.label if call.line else UNKNOWN_LINE
        found[label] = found.get(label, Some()) + _open(call, terms)
    return dict(sorted(found.items(), key=lambda one: (-one[1].counted.received, one[0])))


def _grouped(since: datetime, until: datetime, terms: Terms, place: Any) -> list[tuple[Any, Some]]:
    rows = (
        Call.objects.filter(outcome__in=[one.value for one in CLASSES], arrived_at__gte=since, arrived_at__lt=until)
        .order_by()
        .values(place=place, of=F("outcome"), picked_up=PICKED_UP)
        .annotate(
            calls=Count("pk"),
            in_time=Count("pk", filter=Q(wait_seconds__lte=terms.level_seconds)),
            **{name: Sum(column) for name, column in SUMS.items()},
        )
    )
    return [(row["place"], _some(row)) for row in rows]


def _some(row: dict[str, Any]) -> Some:
    outcome, calls = Outcome(row["of"]), row["calls"]
    # A call that the exchange lost in mid-talk had been answered all the same.
    if outcome is Outcome.ANSWERED or (outcome is Outcome.LOST and row["picked_up"]):
        times = Times(calls=calls, **{name: round(row[name], 3) for name in SUMS})
        return Some(Counted(answered=calls, answered_in_time=row["in_time"]), times)
    return Some(Counted(**{CLASSES[outcome]: calls}))


def _still_open(since: datetime, until: datetime) -> list[Call]:
    return [call for call in calls_going_on() if since <= call.arrived_at < until]


def _open(call: Call, terms: Terms) -> Some:
    """As the board counts it."""
    if call.answered_at is None:
        return Some(Counted(waiting=1))
    in_time = call.wait_seconds <= terms.level_seconds
    return Some(Counted(answered=1, answered_in_time=int(in_time)), Times(waited=call.wait_seconds))
