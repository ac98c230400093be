"""What is worth an alert, when it is raised, when it goes up a level, when it is over. Pure: a snapshot comes in.

One alert a rule and subject. After its end the same cause raises none for a while (cool-down); if it still lasts then,
it does. However wild the snapshots are, no more than `A_MINUTE` are raised in a minute; what was kept back is raised
later, because its cause still stands.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Rule(StrEnum):
    LONG_WAIT = "long_wait"
    QUEUE_LENGTH = "queue_length"
    LONG_CALL = "long_call"
    ANSWER_RATE_DAY = "answer_rate_day"
    ANSWER_RATE_MONTH = "answer_rate_month"
    COMPLAINT = "complaint"
    EMERGENCY = "emergency"
    AWAY_LONG = "away_long"
    NOBODY_THERE = "nobody_there"
    EXCHANGE_DOWN = "exchange_down"


RULE_LABELS = {
    Rule.LONG_WAIT: "長い待ち",
    Rule.QUEUE_LENGTH: "待ちの件数",
    Rule.LONG_CALL: "長い通話",
    Rule.ANSWER_RATE_DAY: "今日の応答率",
    Rule.ANSWER_RATE_MONTH: "今月の応答率",
    Rule.COMPLAINT: "苦情",
    Rule.EMERGENCY: "カスハラ・脅迫・緊急",
    Rule.AWAY_LONG: "長い離席",
    Rule.NOBODY_THERE: "着席者なし",
    Rule.EXCHANGE_DOWN: "電話交換機",
}
# What the threshold of a rule counts.
THRESHOLD_LABELS = {
    Rule.LONG_WAIT: "最も長い待ちが、この秒数以上",
    Rule.QUEUE_LENGTH: "待っている電話が、この件数以上",
    Rule.LONG_CALL: "1件の通話が、この分数以上",
    Rule.ANSWER_RATE_DAY: "今日の着信がこの件数以上で、応答率が目標に届かない",
    Rule.ANSWER_RATE_MONTH: "今月の着信がこの件数以上で、応答率が目標に届かない",
    Rule.COMPLAINT: "苦情の印が付いてから、この分数の間",
    Rule.EMERGENCY: "印が付いたとき（しきい値は使いません）",
    Rule.AWAY_LONG: "離席・休憩が、この分数以上",
    Rule.NOBODY_THERE: "受付時間に入ってこの分数を過ぎても、だれも着席していない",
    Rule.EXCHANGE_DOWN: "つながらないとき（しきい値は使いません）",
}
UNITS = {
    Rule.LONG_WAIT: "秒",
    Rule.QUEUE_LENGTH: "件",
    Rule.LONG_CALL: "分",
    Rule.ANSWER_RATE_DAY: "件",
    Rule.ANSWER_RATE_MONTH: "件",
    Rule.COMPLAINT: "分",
    Rule.AWAY_LONG: "分",
    Rule.NOBODY_THERE: "分",
}
# These come first, and have a share of each minute of their own.
URGENT = frozenset({Rule.EMERGENCY, Rule.NOBODY_THERE, Rule.EXCHANGE_DOWN})
OF_EACH = 5
A_MINUTE = 2 * OF_EACH
MINUTE = timedelta(minutes=1)


class Level(StrEnum):
    """Who is called."""

    FIRST = "first"
    NEXT = "next"


LEVEL_LABELS = {Level.FIRST: "スーパーバイザー", Level.NEXT: "業務責任者にも"}


@dataclass(frozen=True)
class Terms:
    """How one rule is set here."""

    is_used: bool = True
    threshold: int = 0
    cool_down: timedelta = timedelta(minutes=10)
    escalate_after: timedelta | None = timedelta(minutes=5)
    note: str = field(default="", compare=False)  # for people


USUAL_TERMS = {
    Rule.LONG_WAIT: Terms(threshold=60, cool_down=timedelta(minutes=5)),
    Rule.QUEUE_LENGTH: Terms(threshold=5, cool_down=timedelta(minutes=5)),
    Rule.LONG_CALL: Terms(threshold=20, escalate_after=None),
    Rule.ANSWER_RATE_DAY: Terms(threshold=20, cool_down=timedelta(hours=1), escalate_after=timedelta(minutes=30)),
    Rule.ANSWER_RATE_MONTH: Terms(threshold=100, cool_down=timedelta(hours=12), escalate_after=timedelta(hours=1)),
    Rule.COMPLAINT: Terms(threshold=60, escalate_after=timedelta(minutes=15)),
    Rule.EMERGENCY: Terms(cool_down=timedelta(0), escalate_after=timedelta(minutes=2)),
    Rule.AWAY_LONG: Terms(threshold=30, escalate_after=None),
    Rule.NOBODY_THERE: Terms(threshold=1, escalate_after=timedelta(minutes=3)),
    Rule.EXCHANGE_DOWN: Terms(cool_down=timedelta(minutes=2), escalate_after=timedelta(minutes=3)),
}


# The snapshot: of the figures, no more than rules look at.


@dataclass(frozen=True)
class Since:
    """Somebody or something, and since when it is so."""

    key: str
    at: datetime


@dataclass(frozen=True)
class RateSoFar:
    """`percent` None: nothing came yet."""

    percent: float | None = None
    received: int = 0
    target: int = 0  # 0: there is none


@dataclass(frozen=True)
class Snapshot:
    at: datetime
    waiting: tuple[Since, ...] = ()
    calls: tuple[Since, ...] = ()  # of each extension on the line: since when its call goes on
    absent: tuple[Since, ...] = ()  # by extension
    people: int = 0
    open_since: datetime | None = None  # None: the telephone is closed now
    day: RateSoFar = RateSoFar()
    month: RateSoFar = RateSoFar()
    complaints: tuple[Since, ...] = ()
    emergencies: tuple[Since, ...] = ()  # that nobody has said yet they know of
    exchange_is_down: bool = False


Key = tuple[Rule, str]


@dataclass(frozen=True)
class Finding:
    """A cause that stands now."""

    rule: Rule
    subject: str  # "" where there is one only
    measure: int = 0

    @property
    def key(self) -> Key:
        return self.rule, self.subject


def findings(snapshot: Snapshot, terms: Mapping[Rule, Terms]) -> list[Finding]:
    return [
        finding
        for rule, look in _LOOKS.items()
        if terms[rule].is_used
        for finding in look(snapshot, terms[rule].threshold)
    ]


def _long_wait(now: Snapshot, threshold: int) -> Iterator[Finding]:
    """One for the whole queue: a rush is one matter, not as many as there are callers."""
    longest = max((_seconds(now, one) for one in now.waiting), default=0)
    if now.waiting and longest >= threshold:
        yield Finding(Rule.LONG_WAIT, "", longest)


def _queue_length(now: Snapshot, threshold: int) -> Iterator[Finding]:
    if now.waiting and len(now.waiting) >= threshold:
        yield Finding(Rule.QUEUE_LENGTH, "", len(now.waiting))


def _long_call(now: Snapshot, threshold: int) -> Iterator[Finding]:
    for one in now.calls:
        if _seconds(now, one) >= threshold * 60:
            yield Finding(Rule.LONG_CALL, one.key, _seconds(now, one) // 60)


def _away_long(now: Snapshot, threshold: int) -> Iterator[Finding]:
    for one in now.absent:
        if _seconds(now, one) >= threshold * 60:
            yield Finding(Rule.AWAY_LONG, one.key, _seconds(now, one) // 60)


def _rate(rule: Rule, rate: RateSoFar, threshold: int) -> Iterator[Finding]:
    """QUA-10. The first calls of a morning say nothing yet."""
    enough = rate.received >= max(threshold, 1)
    if enough and rate.target and rate.percent is not None and rate.percent < rate.target:
        yield Finding(rule, "", int(rate.percent))


def _answer_rate_day(now: Snapshot, threshold: int) -> Iterator[Finding]:
    return _rate(Rule.ANSWER_RATE_DAY, now.day, threshold)


def _answer_rate_month(now: Snapshot, threshold: int) -> Iterator[Finding]:
    return _rate(Rule.ANSWER_RATE_MONTH, now.month, threshold)


def _complaint(now: Snapshot, threshold: int) -> Iterator[Finding]:
    for one in now.complaints:
        if _seconds(now, one) < threshold * 60:
            yield Finding(Rule.COMPLAINT, one.key)


def _emergency(now: Snapshot, threshold: int) -> Iterator[Finding]:
    return (Finding(Rule.EMERGENCY, one.key) for one in now.emergencies)


def _nobody_there(now: Snapshot, threshold: int) -> Iterator[Finding]:
    if now.open_since is not None and not now.people:
        minutes = int((now.at - now.open_since).total_seconds()) // 60
        if minutes >= threshold:
            yield Finding(Rule.NOBODY_THERE, "", minutes)


def _exchange_down(now: Snapshot, threshold: int) -> Iterator[Finding]:
    if now.exchange_is_down:
        yield Finding(Rule.EXCHANGE_DOWN, "")


_LOOKS: Mapping[Rule, Callable[[Snapshot, int], Iterator[Finding]]] = {
    Rule.EXCHANGE_DOWN: _exchange_down,
    Rule.EMERGENCY: _emergency,
    Rule.NOBODY_THERE: _nobody_there,
    Rule.COMPLAINT: _complaint,
    Rule.LONG_WAIT: _long_wait,
    Rule.QUEUE_LENGTH: _queue_length,
    Rule.ANSWER_RATE_MONTH: _answer_rate_month,
    Rule.ANSWER_RATE_DAY: _answer_rate_day,
    Rule.LONG_CALL: _long_call,
    Rule.AWAY_LONG: _away_long,
}


def _seconds(now: Snapshot, one: Since) -> int:
    return max(int((now.at - one.at).total_seconds()), 0)


# From causes to alerts


@dataclass(frozen=True)
class Known:
    """An alert that is open, or was until lately."""

    rule: Rule
    subject: str
    began_at: datetime
    ended_at: datetime | None = None
    is_acknowledged: bool = False
    level: Level = Level.FIRST
    number: int = 0  # by which the caller finds it again

    @property
    def key(self) -> Key:
        return self.rule, self.subject


def to_raise(
    found: Iterable[Finding], known: Collection[Known], terms: Mapping[Rule, Terms], now: datetime
) -> list[Finding]:
    """The urgent ones first; each once; none that is open or cools down; no more than a minute holds."""
    silent = {one.key for one in known if one.ended_at is None or one.ended_at > now - terms[one.rule].cool_down}
    raised = [one.rule for one in known if one.began_at > now - MINUTE]
    room = {
        True: OF_EACH - sum(rule in URGENT for rule in raised),
        False: OF_EACH - sum(rule not in URGENT for rule in raised),
    }
    chosen: list[Finding] = []
    for finding in sorted(found, key=lambda one: one.rule not in URGENT):
        is_urgent = finding.rule in URGENT
        if finding.key in silent or room[is_urgent] <= 0:
            continue
        silent.add(finding.key)
        room[is_urgent] -= 1
        chosen.append(finding)
    return chosen


def to_end(found: Iterable[Finding], known: Collection[Known]) -> list[Known]:
    """Whose cause is over (or whose rule is not used any more)."""
    standing = {one.key for one in found}
    return [one for one in known if one.ended_at is None and one.key not in standing]


def to_escalate(known: Collection[Known], terms: Mapping[Rule, Terms], now: datetime) -> list[Known]:
    """Nobody has said that they know of it."""
    return [
        one
        for one in known
        if one.ended_at is None and not one.is_acknowledged and one.level is Level.FIRST
        if (after := terms[one.rule].escalate_after) is not None and now - one.began_at >= after
    ]
