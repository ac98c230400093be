"""What contacts refuse, by name."""

from madoguchi.core.refusals import Refusal


class NotThisState(Refusal):
    message = "この応対は、いまその状態にはできません。画面を開き直して確かめてください。"


class DraftChangedElsewhere(Refusal):
    message = (
        "この下書きは、別の画面で書き換えられています。ここに入力したものは、まだ保存していません。"
        "どちらを残すか選んでください。"
    )


class DraftIsOver(Refusal):
    message = "この下書きは、すでに記録したか、取り消されています。"


class MarkedIsKept(Refusal):
    message = "苦情・カスハラ・脅迫の印が付いた応対は、取り消せません。記録して残してください。"


class NotYourDraft(Refusal):
    message = "これは、ほかの人が記入中の応対です。引き継いでから続けてください。"


class ItemMissing(Refusal):
    """An item that the municipality asks for was left empty."""

    def __init__(self, label: str, item: str) -> None:
        self.item = item
        super().__init__(f"「{label}」を入力してください。")


class IntentionMissing(Refusal):
    item = "intention"
    message = "意見・要望・苦情は、相手に確かめた意図を記録してください。"


class NoSuchBooking(Refusal):
    item = "booking_number"
    message = "この番号の予約は見つかりません。番号を確かめてください。"


class RecordIsHeld(Refusal):
    message = "この応対は保全されています。保全を解いてから削除してください。"
