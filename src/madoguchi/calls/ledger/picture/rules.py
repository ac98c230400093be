"""A call out of its facts. Pure: any order, any doubling of the facts gives the same picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from madoguchi.calls.ledger.picture.order import FILES, Placed, in_order
from madoguchi.calls.ledger.picture.stretches import Stretch, Stretches, seconds_in, stretches_of
from madoguchi.calls.ledger.rules import Direction, LegKind, Outcome
from madoguchi.calls.ports import ExchangeFact, FactKind

# With none of these an exchange has not told of a call, only of something that nothing can be matched to.
MAKES_A_CALL = frozenset(
    {
        FactKind.ARRIVED,
        FactKind.DECIDED,
        FactKind.PLAYED,
        FactKind.QUEUED,
        FactKind.ANSWERED,
        FactKind.ABANDONED,
        FactKind.DIALLED_OUT,
    }
)
# Beside the call: they say nothing of how far it has come.
BESIDE = frozenset({FactKind.STATE, FactKind.RECORDED, FactKind.STARTED, FactKind.UNREAD})
PRESSED_NOTHING = frozenset({"", "none", "invalid", "timeout"})
AFTER_CALL_STATES = frozenset({"after_call", "acw"})
# How long it took is told when it is over.
TELLS_AFTER_CALL = AFTER_CALL_STATES | {"over"}


@dataclass(frozen=True)
class CallPicture:
    key: str
    direction: Direction
    outcome: Outcome
    caller: str
    dialled: str
    arrived_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    extension: str  # who answered first, or who dialled
    purpose: str
    wait_seconds: float
    talk_seconds: float
    hold_seconds: float
    after_call_seconds: float
    legs: tuple[Stretch, ...]
    call_back_number: str = ""  # of whom to call back, as the caller confirmed it


def picture_of(
    facts: Iterable[ExchangeFact],
    *,
    short_abandon_seconds: float,
    restarts: Iterable[ExchangeFact] = (),
    states: Iterable[ExchangeFact] = (),
) -> CallPicture | None:
    """None when the facts do not tell of a call. `restarts`: starts of the exchange; `states`: of who answered."""
    everything = in_order(facts)
    if not any(one.kind in MAKES_A_CALL for one in everything):
        return None
    ends = [one for one in everything if one.kind is FactKind.ENDED]
    course = [one for one in everything if one.kind is not FactKind.ENDED and one.kind not in BESIDE]
    lost_at = None if ends else _lost_at(everything, restarts)
    ended_at = max(one.at for one in [*ends, *course]) if ends else lost_at
    legs = stretches_of(course)
    out = _dialled_out(course)
    answer = FactKind.OUT_ANSWERED if out else FactKind.ANSWERED
    answered = next((one for one in course if one.kind is answer), None)
    asker = answered if answered and answered.extension else out
    direction = _direction(everything, out)
    outcome = _outcome(course, direction, answered, ended_at, lost_at, short_abandon_seconds)
    ended_by = _ended_by(course, ends, outcome) if ended_at else ""
    if ended_at:
        legs.close_all(ended_at, "lost" if lost_at else f"by_{ended_by}" if ended_by else "")
    extension = asker.extension if asker else ""
    after_call_seconds = _after_call(legs, extension, everything, in_order(states)) if ended_at else 0.0
    holds = sum(one.seconds_until(ended_at) for one in legs.of(LegKind.HOLD))
    return CallPicture(
        key=everything[0].fact.call,
        direction=direction,
        outcome=outcome,
        caller=_said(course, "caller") if not out else "",
        dialled=_said(course, "number") if out else _said(course, "dialled"),
        arrived_at=course[0].at,
        queued_at=next((one.at for one in course if one.kind is FactKind.QUEUED), None),
        answered_at=answered.at if answered else None,
        ended_at=ended_at,
        ended_by=ended_by,
        extension=extension,
        purpose=out.values.get("purpose", "") if out else "",
        wait_seconds=_wait(course, legs, ended_at) if not out else 0.0,
        talk_seconds=max(0.0, _talk(course, legs, ended_at) - holds),
        hold_seconds=holds,
        after_call_seconds=after_call_seconds,
        legs=tuple(legs),
        call_back_number=_said([one for one in course if one.kind is FactKind.CALL_BACK_WISHED], "number"),
    )


def _lost_at(facts: list[Placed], restarts: Iterable[ExchangeFact]) -> datetime | None:
    """When it was last heard of, if the exchange has been started again since."""
    for restart in restarts:
        # Told by the log that the start stands in: another one's clock counts finer than its.
        told = [one for one in facts if one.fact.origin == restart.origin] or facts
        if (told[-1].at, _place(told[-1].fact)) < (restart.at, _place(restart)):
            return max(one.at for one in facts)
    return None


def _place(fact: ExchangeFact) -> tuple[str, str]:
    file, colon, _ = fact.position.partition(":")
    return (file, fact.position) if colon and fact.origin in FILES else ("", "")


def _dialled_out(course: list[Placed]) -> Placed | None:
    """What somebody dials besides, within a call that came in, makes it no call of ours."""
    came_in = any(one.kind in (FactKind.ARRIVED, FactKind.QUEUED) for one in course)
    return None if came_in else next((one for one in course if one.kind is FactKind.DIALLED_OUT), None)


def _direction(facts: list[Placed], out: Placed | None) -> Direction:
    if any(one.values.get("trunk") == "internal" for one in facts if one.kind is FactKind.ARRIVED):
        return Direction.INTERNAL
    return Direction.OUTGOING if out else Direction.INCOMING


def _outcome(
    course: list[Placed],
    direction: Direction,
    answered: Placed | None,
    ended_at: datetime | None,
    lost_at: datetime | None,
    short_abandon_seconds: float,
) -> Outcome:
    decision = next((one.values.get("decision", "") for one in course if one.kind is FactKind.DECIDED), "")
    is_test = decision == "test" or any(
        one.values.get("trunk") == "test" for one in course if one.kind is FactKind.ARRIVED
    )
    kinds = {one.kind for one in course}
    if ended_at is None:
        return Outcome.GOING_ON
    if is_test:
        return Outcome.TEST
    if direction is not Direction.INCOMING:
        return Outcome.INTERNAL if direction is Direction.INTERNAL else Outcome.OUTGOING
    if lost_at:
        return Outcome.LOST
    if answered:
        return Outcome.ANSWERED
    if FactKind.OVERFLOWED in kinds:
        return Outcome.OVERFLOW
    if FactKind.QUEUED in kinds or FactKind.ABANDONED in kinds:
        waited = _waited(course, ended_at)
        return Outcome.SHORT_ABANDON if waited <= short_abandon_seconds else Outcome.ABANDON
    if decision not in ("", "open"):
        return Outcome.AFTER_HOURS
    if any(one.values.get("meaning", "") not in PRESSED_NOTHING for one in course if one.kind is FactKind.PRESSED):
        return Outcome.SELF_SERVICE
    return Outcome.ENDED_IN_ANNOUNCEMENT


def _ended_by(course: list[Placed], ends: list[Placed], outcome: Outcome) -> str:
    named = [one.values["by"] for one in ends if one.values.get("by")]
    if named:
        return named[0]
    last = course[-1]
    if last.kind is FactKind.COMPLETED and last.values.get("by"):
        return last.values["by"]
    if outcome in (Outcome.ABANDON, Outcome.SHORT_ABANDON, Outcome.ENDED_IN_ANNOUNCEMENT):
        return "caller"
    return "exchange" if outcome in (Outcome.LOST, Outcome.OVERFLOW, Outcome.AFTER_HOURS) else ""


def _said(course: list[Placed], name: str) -> str:
    return next((one.values[name] for one in course if one.values.get(name)), "")


def _waited(course: list[Placed], ended_at: datetime | None) -> float:
    """In the queue, until the first answer: what the exchange counted, or else by the clock."""
    for one in course:
        if one.kind in (FactKind.ANSWERED, FactKind.ABANDONED, FactKind.OVERFLOWED):
            counted = seconds_in(one, "wait_seconds")
            if counted is not None:
                return counted
    queued = next((one.at for one in course if one.kind is FactKind.QUEUED), None)
    left = next((one.at for one in course if one.kind in (FactKind.ANSWERED, FactKind.ABANDONED)), ended_at)
    return max(0.0, (left - queued).total_seconds()) if queued and left else 0.0


def _wait(course: list[Placed], legs: Stretches, ended_at: datetime | None) -> float:
    has_waited = legs.of(LegKind.QUEUE) or any(one.kind is FactKind.ABANDONED for one in course)
    return _waited(course, ended_at) if has_waited else 0.0


def _talk(course: list[Placed], legs: Stretches, ended_at: datetime | None) -> float:
    """Holds are in it. Each talk as the exchange counted it, or else by the clock."""
    counted = [
        seconds
        for one in course
        if one.kind in (FactKind.COMPLETED, FactKind.TRANSFERRED)
        and (seconds := seconds_in(one, "talk_seconds")) is not None
    ]
    talks = legs.of(LegKind.TALK)
    if counted and len(counted) >= len(talks):
        return sum(counted)
    return sum(one.seconds_until(ended_at) for one in talks)


def _after_call(legs: Stretches, extension: str, facts: list[Placed], states: list[Placed]) -> float:
    """As it was told when it was over, or else read from the states of who answered."""
    told = [
        (one, seconds)
        for one in facts
        if one.values.get("state") in TELLS_AFTER_CALL and (seconds := seconds_in(one, "seconds")) is not None
    ]
    if not told:
        return _work_after(legs, extension, [*facts, *states])
    for one, seconds in told:
        began_at = one.at - timedelta(seconds=seconds)
        legs.add(LegKind.AFTER_CALL, began_at, one.at, extension=one.extension)
    return sum(seconds for _, seconds in told)


def _work_after(legs: Stretches, extension: str, states: list[Placed]) -> float:
    """From the end of the last talk of who answered until they take calls again. It may begin during the call."""
    talks = [one for one in legs.of(LegKind.TALK) if one.extension == extension and one.ended_at]
    if not talks or talks[-1].ended_at is None:
        return 0.0
    ended_at = talks[-1].ended_at
    is_working, work_ended_at = False, None
    for one in sorted(states, key=lambda state: state.at):
        if one.kind is not FactKind.STATE or one.extension != extension or one.at < talks[0].began_at:
            continue
        works = AFTER_CALL_STATES & {one.values.get("state", ""), one.values.get("reason", "")}
        if works and work_ended_at is None:
            is_working = True
        elif is_working and one.at >= ended_at:
            work_ended_at = one.at
            break
        elif not works and one.at < ended_at:
            is_working = False
    if work_ended_at is None:
        return 0.0
    legs.add(LegKind.AFTER_CALL, ended_at, work_ended_at, extension=extension)
    return (work_ended_at - ended_at).total_seconds()
