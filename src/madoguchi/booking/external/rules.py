"""What may be recorded about a booking in the city's own system. Pure."""

from enum import StrEnum


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    ASKED = "asked"
    NOT_BOOKED = "not_booked"


OUTCOME_LABELS = {
    Outcome.ACCEPTED: "受け付けた",
    Outcome.CHANGED: "変更した",
    Outcome.CANCELLED: "取り消した",
    Outcome.ASKED: "問合せに答えた",
    Outcome.NOT_BOOKED: "予約できなかった",
}
# 003 第2-2(4)オ, カ: a booking that was made or changed has a number and a time; the others may have them.
HAS_A_VISIT = frozenset({Outcome.ACCEPTED, Outcome.CHANGED})
HAS_A_NUMBER = HAS_A_VISIT | {Outcome.CANCELLED}


class Reason(StrEnum):
    FULL = "full"
    NO_DAY = "no_day"
    SYSTEM_DOWN = "system_down"
    NOT_ELIGIBLE = "not_eligible"
    GAVE_UP = "gave_up"
    OTHER = "other"


REASON_LABELS = {
    Reason.FULL: "希望の日時が満席",
    Reason.NO_DAY: "希望の日が受付期間の外",
    Reason.SYSTEM_DOWN: "市の予約システムの停止",
    Reason.NOT_ELIGIBLE: "予約の対象ではない",
    Reason.GAVE_UP: "ご本人が取りやめた",
    Reason.OTHER: "その他",
}


def missing_in(outcome: Outcome, *, number: str, has_visit: bool, reason: str) -> list[str]:
    """The names of what this outcome needs and is not there."""
    missing = []
    if outcome in HAS_A_NUMBER and not number:
        missing.append("number")
    if outcome in HAS_A_VISIT and not has_visit:
        missing.append("visit_on")
    if outcome is Outcome.NOT_BOOKED and not reason:
        missing.append("reason")
    return missing
