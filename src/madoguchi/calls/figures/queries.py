"""Figures out of the ledger. They hold whatever restarted in between: nothing is counted that is not written down."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q

from madoguchi.calls.agents.models import Agent, AgentState
from madoguchi.calls.agents.rules import State
from madoguchi.calls.figures.rules import DayPeak, Given, Peak, Share, Stretch, Usage, peak_of, shares_of
from madoguchi.calls.ledger.models import Call, Leg
from madoguchi.calls.ledger.rules import Direction, LegKind
from madoguchi.calls.lines.models import Line
from madoguchi.calls.lines.rules import PAYER_LABELS, Payer
from madoguchi.core import clock

OUT = "発信"
UNKNOWN = "登録のない番号"
WITH_SOMEBODY = (LegKind.TALK.value, LegKind.TRANSFER.value)


def shares_between(since: datetime, until: datetime) -> list[Share]:
    """TEL-13: of calls that came in and were answered, tests left out."""
    rings = (
        Leg.objects.filter(
            kind=LegKind.RING.value,
            result="answered",
            began_at__gte=since,
            began_at__lt=until,
            call__direction=Direction.INCOMING.value,
        )
        .exclude(call__outcome="test")
        .exclude(extension="")
        .order_by("began_at")
        .values_list("began_at", "extension")
    )
    ready = _ready_between(since, until)
    given = [(clock.in_tokyo(at), extension) for at, extension in rings]
    if not ready:  # nobody's states are known: whoever answered in that hour was there
        there: dict[datetime, set[str]] = {}
        for at, extension in given:
            there.setdefault(at.replace(minute=0, second=0, microsecond=0), set()).add(extension)
        return shares_of(
            Given(at, extension, frozenset(there[at.replace(minute=0, second=0, microsecond=0)]))
            for at, extension in given
        )
    return shares_of(Given(at, extension, _free_at(at, ready)) for at, extension in given)


def names_of(shares: Iterable[Share]) -> dict[str, str]:
    found = Agent.objects.filter(extension__in={share.extension for share in shares}).select_related("staff")
    return {agent.extension: agent.staff.name for agent in found}


def _ready_between(since: datetime, until: datetime) -> dict[str, list[tuple[datetime, datetime | None]]]:
    states = AgentState.objects.filter(state=State.READY.value, began_at__lt=until).filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=since)
    )
    found: dict[str, list[tuple[datetime, datetime | None]]] = {}
    for extension, began_at, ended_at in states.values_list("agent__extension", "began_at", "ended_at"):
        found.setdefault(extension, []).append((began_at, ended_at))
    return found


# The exchange writes whole seconds; a state that ended because this very call began to ring was free for it.
BLUR = timedelta(seconds=1.5)


def _free_at(at: datetime, ready: dict[str, list[tuple[datetime, datetime | None]]]) -> frozenset[str]:
    return frozenset(
        extension
        for extension, stretches in ready.items()
        if any(began <= at and (ended is None or ended + BLUR > at) for began, ended in stretches)
    )


def usage_in(month: date) -> list[Usage]:
    """TEL-02: for checking invoices. By number, and what we rang out ourselves."""
    begin = clock.start_of(month.replace(day=1))
    end = clock.start_of((month.replace(day=1) + timedelta(days=32)).replace(day=1))
    calls = Call.objects.filter(arrived_at__gte=begin, arrived_at__lt=end, ended_at__isnull=False)
    lines = {line.number: line for line in Line.objects.all()}
    sums: dict[str, list[float]] = {number: [0, 0, 0] for number in lines}
    for direction, dialled, arrived, answered, ended, talk, hold in calls.values_list(
        "direction", "dialled", "arrived_at", "answered_at", "ended_at", "talk_seconds", "hold_seconds"
    ):
        if direction == Direction.INTERNAL:
            continue
        is_out = direction == Direction.OUTGOING
        connected_at = answered if is_out else arrived
        one = sums.setdefault(OUT if is_out else dialled, [0, 0, 0])
        one[0] += 1
        one[1] += max(0.0, (ended - connected_at).total_seconds()) if connected_at and ended else 0
        one[2] += talk + hold
    return [_usage(number, lines.get(number), counted) for number, counted in sorted(sums.items())]


def _usage(number: str, line: Line | None, counted: list[float]) -> Usage:
    calls, connected, talk = counted
    if number == OUT:
        return Usage("", OUT, PAYER_LABELS[Payer.CONTRACTOR], int(calls), connected, talk)
    payer = PAYER_LABELS[Payer(line.payer)] if line else ""
    return Usage(number, line.label if line else UNKNOWN, payer, int(calls), connected, talk)


def peaks_between(first: date, last: date) -> list[DayPeak]:
    """TEL-06, TEL-07: each day with its most lines and seats at once, the last day first."""
    now = clock.now()
    since, until = clock.start_of(first), clock.start_of(last + timedelta(days=1))
    calls = [
        Stretch(arrived, ended or now)
        for arrived, ended in Call.objects.filter(arrived_at__gte=since - timedelta(days=1), arrived_at__lt=until)
        .exclude(direction=Direction.INTERNAL.value)
        .values_list("arrived_at", "ended_at")
    ]
    talks = [
        Stretch(began, ended or now)
        for began, ended in Leg.objects.filter(
            kind__in=WITH_SOMEBODY, began_at__gte=since - timedelta(days=1), began_at__lt=until
        ).values_list("began_at", "ended_at")
    ]
    seated = [
        Stretch(began, ended or now)
        for began, ended in AgentState.objects.filter(
            began_at__gte=since - timedelta(days=1), began_at__lt=until, seat__isnull=False
        )
        .exclude(state=State.SIGNED_OUT.value)
        .values_list("began_at", "ended_at")
    ]
    days = clock.days_from(first, until=last + timedelta(days=1))
    return [DayPeak(day, *(_peak_on(day, kind) for kind in (calls, talks, seated))) for day in days][::-1]


def _peak_on(day: date, stretches: list[Stretch]) -> Peak:
    whole = clock.day_interval(day)
    return peak_of(
        Stretch(max(one.begin, whole.start), min(one.end, whole.end))
        for one in stretches
        if one.begin < whole.end and one.end > whole.start
    )
