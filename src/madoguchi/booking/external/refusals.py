"""What the records of the city's own system refuse, by name."""

from collections.abc import Sequence

from madoguchi.core.refusals import Refusal


class NoExternalRecords(Refusal):
    message = "この契約では、外部予約の記録を使いません。"


class RecordIncomplete(Refusal):
    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__("記録に要る項目が足りません。")


class RecordWithdrawn(Refusal):
    message = "この記録は、すでに取り下げられています。"


class MonthNotYet(Refusal):
    message = "これからの月の件数は入れられません。"


class MonthsUnreadable(Refusal):
    message = "月と件数のCSVとして読めません。1行に「2026年4月,123」か「2026-04,123」のように書いてください。"
