"""How a case goes up and comes back, who may answer it where, and when that is due. Pure: values in, answers out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from madoguchi.contacts.rules import Level


class State(StrEnum):
    WAITING = "waiting"  # nobody of its level has taken it yet
    TAKEN = "taken"
    ANSWERED = "answered"  # the answer is ready; the citizen has not heard it yet
    CLOSED = "closed"


STATE_LABELS = {
    State.WAITING: "担当者待ち",
    State.TAKEN: "対応中",
    State.ANSWERED: "回答あり",
    State.CLOSED: "完了",
}
MOVES = {
    State.WAITING: frozenset({State.WAITING, State.TAKEN, State.ANSWERED, State.CLOSED}),
    State.TAKEN: frozenset({State.WAITING, State.TAKEN, State.ANSWERED, State.CLOSED}),
    State.ANSWERED: frozenset({State.WAITING, State.CLOSED}),
    State.CLOSED: frozenset(),
}
# Somebody must still find an answer.
UNANSWERED = (State.WAITING, State.TAKEN)

# 003 第2-2(3)オ, エ: operator, operations manager (SV), general manager; 004 §6①(イ): the department at any point.
UPWARDS: Mapping[Level, tuple[Level, ...]] = {
    Level.OPERATOR: (Level.SUPERVISOR, Level.DEPARTMENT),
    Level.SUPERVISOR: (Level.GENERAL_MANAGER, Level.DEPARTMENT),
    Level.GENERAL_MANAGER: (Level.DEPARTMENT,),
    Level.DEPARTMENT: (),
}
# Who works at a level: a right, so that one person may stand in for another (the staff screen).
RIGHT_AT = {
    Level.OPERATOR: "contacts.edit",
    Level.SUPERVISOR: "handed_to_supervisor.edit",
    Level.GENERAL_MANAGER: "handed_to_manager.edit",
    Level.DEPARTMENT: "handed_to_department.edit",
}
LEVEL_NAMES = {
    Level.OPERATOR: "operator",
    Level.SUPERVISOR: "supervisor",
    Level.GENERAL_MANAGER: "general_manager",
    Level.DEPARTMENT: "department",
}


class Reason(StrEnum):
    HARD = "hard"
    SPECIAL = "special"
    PERSONAL = "personal"
    DECISION = "decision"
    WISH = "wish"
    COMPLAINT = "complaint"
    OTHER = "other"


REASON_LABELS = {
    Reason.HARD: "オペレーターでは答えられない",
    Reason.SPECIAL: "専門の知識がいる",
    Reason.PERSONAL: "個人情報の確認がいる",
    Reason.DECISION: "市の判断がいる",
    Reason.WISH: "意見・要望・提案",
    Reason.COMPLAINT: "苦情",
    Reason.OTHER: "その他",
}


class Caller(StrEnum):
    """What was agreed with the citizen, or what they did."""

    WAITS = "waits"
    CALLS_AGAIN = "calls_again"
    CALL_BACK = "call_back"
    HUNG_UP = "hung_up"
    GONE = "gone"


CALLER_LABELS = {
    Caller.WAITS: "電話口で待っている",
    Caller.CALLS_AGAIN: "かけ直してもらう",
    Caller.CALL_BACK: "折り返しを約束した",
    Caller.HUNG_UP: "待つあいだに切れた",
    Caller.GONE: "電話ではない、または返事はいらない",
}
# Who is told without having to ring again.
AT_THE_START = (Caller.WAITS, Caller.CALLS_AGAIN, Caller.CALL_BACK, Caller.GONE)


class StepKind(StrEnum):
    OPENED = "opened"
    HANDED_UP = "handed_up"
    TAKEN = "taken"
    COMMENTED = "commented"
    ANSWERED = "answered"
    ASKED_AGAIN = "asked_again"
    GIVEN_BACK = "given_back"
    HUNG_UP = "hung_up"
    CLOSED = "closed"


STEP_LABELS = {
    StepKind.OPENED: "引き継ぎました",
    StepKind.HANDED_UP: "上の段階へ引き継ぎました",
    StepKind.TAKEN: "担当になりました",
    StepKind.COMMENTED: "書き込みました",
    StepKind.ANSWERED: "回答しました",
    StepKind.ASKED_AGAIN: "もう一度たずねました",
    StepKind.GIVEN_BACK: "戻しました",
    StepKind.HUNG_UP: "待つあいだに電話が切れました",
    StepKind.CLOSED: "完了しました",
}


class Outcome(StrEnum):
    TOLD = "told"
    BY_DEPARTMENT = "by_department"
    NOT_NEEDED = "not_needed"


OUTCOME_LABELS = {
    Outcome.TOLD: "回答を相手に伝えた",
    Outcome.BY_DEPARTMENT: "所管課が相手に直接答えた",
    Outcome.NOT_NEEDED: "伝える必要がなくなった",
}


def may_move(state: State, to: State) -> bool:
    return to in MOVES[state]


def levels_above(level: Level, *, used: Iterable[Level]) -> tuple[Level, ...]:
    """Where a case may go from here. A level that the body does not use is left out, and with it no way is lost:
    what stood behind it is reached at once."""
    known, found = set(used), list(UPWARDS[level])
    for above in UPWARDS[level]:
        if above not in known:
            found.remove(above)
            found += [one for one in UPWARDS[above] if one not in found]
    return tuple(sorted(one for one in found if one in known))


def level_before(moves: Sequence[tuple[Level, Level]], level: Level) -> Level:
    """From where the case came to this level: there it goes when it is given back."""
    return next((start for start, to in reversed(moves) if to is level), Level.OPERATOR)


def due_after(start: datetime, minutes: int, open_times: Iterable[tuple[datetime, datetime]]) -> datetime:
    """That many minutes of opening time later. Where nobody is ever open, the clock simply runs."""
    left = timedelta(minutes=minutes)
    for opens, closes in open_times:
        begins = max(start, opens)
        if begins >= closes:
            continue
        if closes - begins >= left:
            return begins + left
        left -= closes - begins
    return start + timedelta(minutes=minutes)


def reminders_due(*, remind_at: datetime, due_at: datetime, now: datetime, state: State) -> int:
    """How often somebody should have been reminded by now: shortly before it is due, and when it is overdue."""
    if state not in UNANSWERED:
        return 0
    return (now >= remind_at) + (now >= due_at)


def rate_percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
