from madoguchi.core.refusals import Refusal


class NoSuchStep(Refusal):
    message = "この手順は、いまの手順の一覧にありません。画面を開き直して確かめてください。"


class MarkIsSeen(Refusal):
    message = "スーパーバイザーが確認した印は、外せません。記録に経緯を書いてください。"
