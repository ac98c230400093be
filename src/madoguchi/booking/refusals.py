"""What booking refuses, by name."""

from madoguchi.core.refusals import Refusal


class SlotFull(Refusal):
    message = "申し訳ありません。この時間は、たった今いっぱいになりました。別の時間を選んでください。"


class SlotNotBookable(Refusal):
    message = "この時間は、予約を受け付けていません。別の時間を選んでください。"


class FormUsedAlready(Refusal):
    message = "この画面からの予約は、すでに受け付けています。別の予約をするときは、はじめからやり直してください。"


class ProcedureNotOffered(Refusal):
    message = "この手続きは、予約を受け付けていません。手続きを選び直してください。"


class NoBookingsHere(Refusal):
    message = "この窓口では、予約を受け付けていません。"


class BeyondService(Refusal):
    message = "サービス期間の外には、予約枠を公開できません。"
