"""The states of who answers the telephone: which follow which, who sets them, what the exchange must know. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    SIGNED_OUT = "signed_out"
    READY = "ready"
    RINGING = "ringing"
    TALKING = "talking"
    HOLD = "hold"
    AFTER_CALL = "after_call"
    BREAK = "break"
    AWAY = "away"
    TRAINING = "training"


STATE_LABELS = {
    State.SIGNED_OUT: "退席",
    State.READY: "受付可",
    State.RINGING: "呼出中",
    State.TALKING: "通話中",
    State.HOLD: "保留中",
    State.AFTER_CALL: "後処理",
    State.BREAK: "休憩",
    State.AWAY: "離席",
    State.TRAINING: "研修",
}

ABSENCES = frozenset({State.BREAK, State.AWAY, State.TRAINING})
ON_THE_LINE = frozenset({State.TALKING, State.HOLD})
# Who sits down begins as 離席: no telephone rings before its owner has said that it may.
FIRST = State.AWAY

# From each state to those that may follow it, whoever sets them.
MOVES: dict[State, frozenset[State]] = {
    State.SIGNED_OUT: frozenset({FIRST}),
    State.READY: frozenset({State.RINGING, State.TALKING, State.SIGNED_OUT}) | ABSENCES,
    State.RINGING: frozenset({State.READY, State.TALKING, State.SIGNED_OUT}) | ABSENCES,
    State.TALKING: frozenset({State.HOLD, State.AFTER_CALL}),
    State.HOLD: frozenset({State.TALKING, State.AFTER_CALL}),
    State.AFTER_CALL: frozenset({State.READY, State.TALKING, State.RINGING, State.SIGNED_OUT}) | ABSENCES,
    **{
        absence: (frozenset({State.READY, State.TALKING, State.RINGING, State.SIGNED_OUT}) | ABSENCES) - {absence}
        for absence in sorted(ABSENCES)
    },
}

# What a person says of themselves; the rest is seen by the exchange (where there is one at that seat).
CHOSEN = frozenset({State.READY, *ABSENCES})
CHOSEN_WITHOUT_TELEPHONE = CHOSEN | {State.TALKING, State.AFTER_CALL}


class Device(StrEnum):
    SOFT_PHONE = "soft_phone"
    DESK_PHONE = "desk_phone"
    NONE = "none"


DEVICE_LABELS = {
    Device.SOFT_PHONE: "ブラウザー電話",
    Device.DESK_PHONE: "電話機",
    Device.NONE: "なし（手で記録）",
}


def may_move(before: State, after: State) -> bool:
    return after in MOVES[before]


def choices_from(before: State, device: Device) -> list[State]:
    """What the person may choose next, in the order of the buttons."""
    chosen = CHOSEN_WITHOUT_TELEPHONE if device is Device.NONE else CHOSEN
    return [state for state in State if state in chosen and may_move(before, state)]


def pause_reason(state: State) -> str:
    """Why the exchange's queue leaves this person out; "": it does not. A call pauses while it lasts already, so
    that between its end and the after-call work no other call fits."""
    if state in {State.READY, State.RINGING}:
        return ""
    return "acw" if state in ON_THE_LINE | {State.AFTER_CALL} else state.value


def ends_after_call_at(began_at: datetime, *, limit_seconds: int) -> datetime | None:
    """When after-call work is over by itself; None: never (a limit of 0)."""
    return began_at + timedelta(seconds=limit_seconds) if limit_seconds else None


def is_extension(text: str) -> bool:
    return text.isascii() and text.isdigit() and 2 <= len(text) <= 6 and text[0] != "0"


def next_extension(taken: set[str], *, first: int = 101) -> str:
    """The lowest free one. An extension that was ever somebody's stays theirs: the ledger names it."""
    return next(str(number) for number in range(first, 1_000_000) if str(number) not in taken)
