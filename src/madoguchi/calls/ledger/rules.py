"""What the ledger knows of a call. Pure."""

import unicodedata
from enum import StrEnum

from madoguchi.core.text.phone import normalise_phone


class Direction(StrEnum):
    INCOMING = "incoming"
    OUTGOING = "outgoing"
    INTERNAL = "internal"


class Outcome(StrEnum):
    """Exactly one a call. Sums of them always agree with the number of calls."""

    GOING_ON = "going_on"
    AFTER_HOURS = "after_hours"
    ENDED_IN_ANNOUNCEMENT = "ended_in_announcement"
    SHORT_ABANDON = "short_abandon"
    ABANDON = "abandon"
    OVERFLOW = "overflow"
    ANSWERED = "answered"
    SELF_SERVICE = "self_service"
    LOST = "lost"  # the exchange died with it
    TEST = "test"
    INTERNAL = "internal"
    OUTGOING = "outgoing"


OUTCOME_LABELS = {
    Outcome.GOING_ON: "通話中",
    Outcome.AFTER_HOURS: "時間外",
    Outcome.ENDED_IN_ANNOUNCEMENT: "案内中に切断",
    Outcome.SHORT_ABANDON: "すぐに切断",
    Outcome.ABANDON: "待ち切れず切断",
    Outcome.OVERFLOW: "混雑で案内",
    Outcome.ANSWERED: "応答",
    Outcome.SELF_SERVICE: "自動で案内",
    Outcome.LOST: "交換機の停止で切断",
    Outcome.TEST: "試験",
    Outcome.INTERNAL: "内線",
    Outcome.OUTGOING: "発信",
}
DIRECTION_LABELS = {Direction.INCOMING: "着信", Direction.OUTGOING: "発信", Direction.INTERNAL: "内線"}


class LegKind(StrEnum):
    ANNOUNCEMENT = "announcement"
    QUEUE = "queue"
    RING = "ring"
    TALK = "talk"
    HOLD = "hold"
    CONSULT = "consult"
    TRANSFER = "transfer"
    AFTER_CALL = "after_call"


DIGITS_KEPT = 24


def digits_of(given: str) -> str:
    """What an exchange gave as a number, as it is compared everywhere: a Japanese number as citizens write it, anything
    else as its digits. Words that a telephone claims are nothing."""
    known = normalise_phone(given)
    if known:
        return known
    return "".join(sign for sign in unicodedata.normalize("NFKC", given) if sign in "0123456789")[:DIGITS_KEPT]


ENDED_BY_LABELS = {"caller": "相手", "agent": "オペレーター", "exchange": "交換機"}
LEG_LABELS = {
    LegKind.ANNOUNCEMENT: "案内",
    LegKind.QUEUE: "待ち",
    LegKind.RING: "呼出し",
    LegKind.TALK: "通話",
    LegKind.HOLD: "保留",
    LegKind.CONSULT: "取次ぎの相談",
    LegKind.TRANSFER: "転送先との通話",
    LegKind.AFTER_CALL: "後処理",
}
LEG_RESULTS = {
    "to_end": "最後まで流れた",
    "answered": "応答",
    "not_taken": "応答なし",
    "cancelled": "呼出し中に相手が切断",
    "transferred": "転送",
    "abandoned": "待ち切れず切断",
    "overflow": "混雑で案内へ",
    "vanished": "電話機が切れた",
    "lost": "交換機の停止で切断",
    "by_caller": "相手が切断",
    "by_agent": "オペレーターが切断",
    "by_exchange": "交換機が切断",
}
