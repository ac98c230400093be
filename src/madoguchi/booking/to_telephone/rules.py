"""Why somebody is telephoned, and which result of an attempt is the end of it."""

from enum import StrEnum


class CallReason(StrEnum):
    MAIL = "mail"  # a mail about the booking did not arrive
    OUTAGE = "outage"  # the procedure cannot be done at that time
    CLOSED_DAY = "closed_day"
    OTHER = "other"


REASON_LABELS = {
    CallReason.MAIL: "メールが届かない",
    CallReason.OUTAGE: "システム停止のための変更",
    CallReason.CLOSED_DAY: "休みになった日の変更",
    CallReason.OTHER: "その他",
}


class CallResult(StrEnum):
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    LEFT_MESSAGE = "left_message"
    WRONG_NUMBER = "wrong_number"
    NOT_NEEDED = "not_needed"


RESULT_LABELS = {
    CallResult.REACHED: "話せた",
    CallResult.NO_ANSWER: "出ない",
    CallResult.LEFT_MESSAGE: "留守番電話",
    CallResult.WRONG_NUMBER: "番号違い",
    CallResult.NOT_NEEDED: "電話は不要",
}
# A wrong number is not the end: somebody may find the right one in the booking's note, or decide that it is.
ENDS = frozenset({CallResult.REACHED, CallResult.NOT_NEEDED})


def is_the_end(result: CallResult) -> bool:
    return result in ENDS
