"""On which occasion somebody found no place."""

from enum import StrEnum


class Occasion(StrEnum):
    MONTH_FULL = "month_full"
    JUST_FULL = "just_full"
    CALL = "call"


OCCASION_LABELS = {
    Occasion.MONTH_FULL: "見た月に空きなし",
    Occasion.JUST_FULL: "確定のときに満席",
    Occasion.CALL: "電話・窓口で予約できず",
}
