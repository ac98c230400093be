"""What becomes of a call that arrives now. Pure: the same for the policy that the exchange asks and for the schedule
that it falls back on."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from madoguchi.calls.announcements.rules import Kind
from madoguchi.municipality.rules import Why


class Name(StrEnum):
    OPEN = "open"
    AFTER_HOURS = "after_hours"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    EMERGENCY = "emergency"
    ENDED = "ended"
    TEST = "test"


class Then(StrEnum):
    QUEUE = "queue"
    HANG_UP = "hang_up"
    PLAY_AND_QUEUE = "play_and_queue"


Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Day:
    """The calendar's word on the day of the call."""

    spans: Sequence[Span] = ()
    why: Why = Why.WEEK


@dataclass(frozen=True)
class Switched:
    """What people have switched, as it stands at the moment of the call."""

    emergency: bool = False
    emergency_closes: bool = False
    closings: Sequence[Span] = ()
    test_times: Sequence[Span] = ()


@dataclass(frozen=True)
class Terms:
    """The contract's words: when its service begins and is over, what it wants said."""

    begins_at: datetime
    over_at: datetime  # the first moment after the last day
    says_when_over: bool = False
    records: bool = False


@dataclass(frozen=True)
class Verdict:
    name: Name
    kinds: tuple[Kind, ...]
    then: Then


def is_within(spans: Iterable[Span], at: datetime) -> bool:
    """The one rule for the very second: its first moment belongs to a span, its last to what comes next."""
    return any(begins <= at < ends for begins, ends in spans)


def decide(*, at: datetime, day: Day, switched: Switched, terms: Terms, line_in_service: bool = True) -> Verdict:
    """The contract first, then what people have switched, then the calendar."""
    if at >= terms.over_at or not line_in_service:
        return _ended(terms)
    is_open = is_within(day.spans, at)
    if not is_open and is_within(switched.test_times, at):
        return Verdict(Name.TEST, _greeting(terms), Then.PLAY_AND_QUEUE)
    ordinary = _by_the_calendar(at, day, terms, is_open=is_open)
    if is_within(switched.closings, at):
        ordinary = Verdict(Name.CLOSED, (Kind.CLOSED_NOW,), Then.HANG_UP)
    if switched.emergency:
        return _in_an_emergency(ordinary, closes=switched.emergency_closes)
    return ordinary


def _by_the_calendar(at: datetime, day: Day, terms: Terms, *, is_open: bool) -> Verdict:
    if at < terms.begins_at:
        return Verdict(Name.CLOSED, (Kind.NOT_YET,), Then.HANG_UP)
    if is_open:
        return Verdict(Name.OPEN, _greeting(terms), Then.QUEUE)
    if day.spans:
        return Verdict(Name.AFTER_HOURS, (Kind.OUT_OF_HOURS,), Then.HANG_UP)
    if day.why in (Why.HOLIDAY, Why.YEAR_END):
        return Verdict(Name.HOLIDAY, (Kind.HOLIDAY,), Then.HANG_UP)
    if day.why is Why.AGREED:
        return Verdict(Name.CLOSED, (Kind.CLOSED_DAY,), Then.HANG_UP)
    return Verdict(Name.AFTER_HOURS, (Kind.OUT_OF_HOURS,), Then.HANG_UP)


def _in_an_emergency(ordinary: Verdict, *, closes: bool) -> Verdict:
    """What citizens must know comes first; who may still be served is served."""
    if closes:
        return Verdict(Name.EMERGENCY, (Kind.EMERGENCY,), Then.HANG_UP)
    goes_on = ordinary.then is not Then.HANG_UP
    return Verdict(
        Name.EMERGENCY, (Kind.EMERGENCY, *ordinary.kinds), Then.PLAY_AND_QUEUE if goes_on else Then.HANG_UP
    )


def _ended(terms: Terms) -> Verdict:
    """000 Q14, Q36: nothing is said after the end unless the contract wants it."""
    return Verdict(Name.ENDED, (Kind.END_OF_SERVICE,) if terms.says_when_over else (), Then.HANG_UP)


def _greeting(terms: Terms) -> tuple[Kind, ...]:
    return (Kind.GREETING, Kind.RECORDING) if terms.records else (Kind.GREETING,)


def is_in_service(at: datetime, *, begins_at: datetime | None, over_at: datetime | None) -> bool:
    """A number with no days is in service."""
    return (begins_at is None or begins_at <= at) and (over_at is None or at < over_at)


def offers_menu(name: Name, *, checks: bool, people_answer: bool) -> bool:
    """000 Q2: in the hours people answer, so the keys are offered only when nobody would."""
    if not checks or name in (Name.ENDED, Name.EMERGENCY, Name.TEST):
        return False
    return not people_answer or name is not Name.OPEN


def offers_call_back_after_hours(name: Name, where: Collection[str]) -> bool:
    """Whoever calls when nobody answers by the calendar. Not in an emergency, nor where a person has closed."""
    return AFTER_HOURS in where and name in (Name.AFTER_HOURS, Name.HOLIDAY)


# Waiting

WHILE_WAITING, AT_OVERFLOW, AFTER_HOURS = "waiting", "overflow", "after_hours"  # announcements.call_back_at


class Overflow(StrEnum):
    """announcements.overflow, A-45."""

    MESSAGE_QUEUE_THEN_MESSAGE = "message_queue_then_message"
    AUTOMATIC_ANSWER = "automatic_answer"
    QUEUE = "queue"


@dataclass(frozen=True)
class Waiting:
    """How a caller waits for whom no seat is free. Never an unanswered ring (TEL-10)."""

    first: tuple[Kind, ...]
    again: tuple[Kind, ...]
    limit_seconds: int  # 0: as long as it takes
    at_limit: tuple[Kind, ...]


def waiting(
    overflow: Overflow, *, limit_seconds: int, hints_at_web: bool, offers_call_back: bool = False
) -> Waiting:
    """`hints_at_web`: there is a site on which a caller may book instead, and they shall hear so."""
    hint = (Kind.WEB_HINT,) if hints_at_web else ()
    offer = (Kind.CALL_BACK,) if offers_call_back else ()
    # 003 第2-2(5)①イ: the automatic answer says once more that all are busy; A-45: the others name what else there is.
    last = Kind.CONGESTION if overflow is Overflow.AUTOMATIC_ANSWER else Kind.OVERFLOW
    named = hint if overflow is Overflow.MESSAGE_QUEUE_THEN_MESSAGE else ()
    at_limit = (last, *named) if limit_seconds else ()
    return Waiting((Kind.CONGESTION,), (Kind.WAITING, *hint, *offer), limit_seconds, at_limit)


# How long it takes these minutes
COUNTED = timedelta(minutes=30)
WAITED_AT_ALL_SECONDS, FEWEST = 5, 3


def expected_minutes(wait_seconds: Iterable[float]) -> int:
    """Of those who had to wait of late and were served: the mean, rounded up. 0: too few to say anything."""
    waits = [one for one in wait_seconds if one >= WAITED_AT_ALL_SECONDS]
    return math.ceil(sum(waits) / len(waits) / 60) if len(waits) >= FEWEST else 0
