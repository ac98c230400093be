"""What is said when, what becomes of a message that did not get through. Pure: values in, answers out."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from enum import StrEnum


class Kind(StrEnum):
    MADE = "made"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REMINDER = "reminder"
    OUTAGE = "outage"  # the procedure cannot be done at that time: please move
    OUTAGE_OVER = "outage_over"
    INQUIRY_RECEIVED = "inquiry_received"
    INQUIRY_ANSWERED = "inquiry_answered"


KIND_LABELS = {
    Kind.MADE: "予約完了",
    Kind.CHANGED: "変更完了",
    Kind.CANCELLED: "取消し",
    Kind.REMINDER: "前日のお知らせ",
    Kind.OUTAGE: "日時変更のお願い",
    Kind.OUTAGE_OVER: "元の日時で手続き可能",
    Kind.INQUIRY_RECEIVED: "問い合わせの受付",
    Kind.INQUIRY_ANSWERED: "問い合わせの回答",
}
OF_INQUIRIES = (Kind.INQUIRY_RECEIVED, Kind.INQUIRY_ANSWERED)
OF_BOOKINGS = tuple(kind for kind in Kind if kind not in OF_INQUIRIES)


class State(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    EXPIRED = "expired"
    NOT_NEEDED = "not_needed"
    NO_SERVER = "no_server"


# It never left us: what may be sent again for many at once.
ON_OUR_SIDE = (State.FAILED, State.NO_SERVER)

STATE_LABELS = {
    State.WAITING: "送信待ち",
    State.SENT: "送信済み",
    State.FAILED: "送れなかった",
    State.BOUNCED: "届かなかった",
    State.EXPIRED: "期限切れ",
    State.NOT_NEEDED: "送る必要がなくなった",
    State.NO_SERVER: "メールサーバーなし",
}
# A bounce may arrive for what we believe has failed: the server had taken it and the answer was lost.
MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset(State) - {State.WAITING},
    State.SENT: frozenset({State.BOUNCED}),
    State.FAILED: frozenset({State.BOUNCED}),
    State.BOUNCED: frozenset(),
    State.EXPIRED: frozenset({State.BOUNCED}),
    State.NOT_NEEDED: frozenset({State.BOUNCED}),
    State.NO_SERVER: frozenset(),
}
DID_NOT_ARRIVE = frozenset({State.FAILED, State.BOUNCED})


def may_become(state: State, to: State) -> bool:
    return to in MOVES[state]


# A busy server, or one that wants to see us come back (greylisting), gets some hours; then a person telephones.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
)
MOST_ATTEMPTS = len(WAITS) + 1


def wait_after(attempt: int) -> timedelta | None:
    """How long to wait after this attempt came to nothing; None: it was the last."""
    return WAITS[attempt - 1] if attempt < MOST_ATTEMPTS else None


# Nobody's telephone rings at night for a mail about tomorrow.
REMINDED_BETWEEN = (time(8), time(20))


def reminder_day(now: datetime, *, days_before: int) -> date | None:
    """Whose visits are reminded of at this moment; None when it is off, or night."""
    first, last = REMINDED_BETWEEN
    if not days_before or not first <= now.time() < last:
        return None
    return now.date() + timedelta(days=days_before)


def needs_reminder(*, told_at: datetime | None, now: datetime) -> bool:
    """Who was told all of it today already is not told again (somebody who books today for tomorrow)."""
    return told_at is None or told_at.astimezone(now.tzinfo).date() < now.date()


# Plain text that every mail program shows as it was meant (RFC 5322 asks for 78, quoting takes some).

WIDTH = 70
NEAR = 20
BEGINS = re.compile(r"[ 　]*(・|[-*] )?")
NEVER_FIRST = "、。，．」』）)】〕？！?!ー々"


def folded(text: str, width: int = WIDTH) -> str:
    """No line is wider; a Japanese letter is two wide. An address stays whole, so that it can be pressed."""
    return "\n".join(part for line in text.splitlines() for part in _folded_line(line, width))


def width_of(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def _folded_line(line: str, width: int) -> list[str]:
    if "://" in line or width_of(line) <= width:
        return [line]
    indent = _hanging(line)
    parts, part = [], ""
    for letter in line:
        if width_of(part + letter) > width and letter not in NEVER_FIRST:
            head, tail = _broken(part, letter)
            parts.append(head.rstrip(" "))
            part = indent + tail
            if letter == " ":
                continue
        part += letter
    return [*parts, part]


def _hanging(line: str) -> str:
    """What goes on stands under what began, not under its bullet."""
    begun = BEGINS.match(line)
    return "".join("　" if width_of(letter) == 2 else " " for letter in (begun[0] if begun else ""))


def _broken(part: str, following: str) -> tuple[str, str]:
    """At a space when one is near: between English words, and between those of plain Japanese."""
    head, space, tail = part.rpartition(" ")
    is_near = space and head.strip() and width_of(tail) <= NEAR
    return (head, tail) if is_near and following != " " else (part, "")
