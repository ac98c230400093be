"""When a call-back may be agreed, and when it is over. Pure: values in, answers out."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum


class Result(StrEnum):
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    LEFT_MESSAGE = "left_message"
    WRONG_NUMBER = "wrong_number"


RESULT_LABELS = {
    Result.REACHED: "話せた",
    Result.NO_ANSWER: "出ない",
    Result.LEFT_MESSAGE: "留守番電話",
    Result.WRONG_NUMBER: "番号違い",
}


class End(StrEnum):
    REACHED = "reached"
    KEPT_READY = "kept_ready"  # not reached; the answer waits for the next call
    WITHDRAWN = "withdrawn"


END_LABELS = {
    End.REACHED: "話せた",
    End.KEPT_READY: "不着。回答を用意して次の電話を待つ",
    End.WITHDRAWN: "取り下げた",
}


def end_after(result: Result, *, answer_kept_ready: bool) -> End | None:
    """002 No.23: who was not reached is not rung again where the answer is kept ready for the next call."""
    if result is Result.REACHED:
        return End.REACHED
    return End.KEPT_READY if answer_kept_ready else None


def due_within(spans: Iterable[tuple[datetime, datetime]], *, wished_at: datetime, minutes: int) -> datetime:
    """`spans`: when the telephone is open, the soonest first. With none known, by the clock."""
    left = timedelta(minutes=minutes)
    for opens, closes in spans:
        begins = max(opens, wished_at)
        if closes - begins >= left:
            return begins + left
        left -= max(closes - begins, timedelta(0))
    return wished_at + timedelta(minutes=minutes)


def may_agree(*, is_on: bool, hung_up: bool, after_hang_up: bool) -> bool:
    """002 No.22: after the caller has hung up nobody rings back, unless the contract says so."""
    return is_on and (after_hang_up or not hung_up)
