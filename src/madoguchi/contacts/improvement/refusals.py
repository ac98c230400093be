"""What needs refuse, by name."""

from madoguchi.core.refusals import Refusal


class OutcomeMissing(Refusal):
    message = "どう対応したか、または対応しない理由を書いてください。"


class NotThisMove(Refusal):
    message = "このニーズは、いまその操作ができません。画面を開き直して確かめてください。"


class AskedAlready(Refusal):
    message = "このニーズからは、すでにFAQの更新を依頼しています。"
