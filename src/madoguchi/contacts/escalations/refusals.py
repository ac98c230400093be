"""What escalations refuse, by name."""

from madoguchi.core.refusals import Refusal


class RecordFirst(Refusal):
    message = "引き継ぐ前に、応対を記録してください。引き継ぐ人は、記録を見て答えます。"


class AlreadyHandedOn(Refusal):
    message = "この応対は、すでに引き継がれています。引継ぎの画面を開いて続けてください。"


class NotFromHere(Refusal):
    message = "いまの段階からは、そこへ引き継げません。画面を開き直して確かめてください。"


class DepartmentMissing(Refusal):
    message = "引き継ぐ所管課を選んでください。"


class NotYours(Refusal):
    message = "この引継ぎに答えるのは、いまの段階の担当者です。"


class EscalationIsOver(Refusal):
    message = "この引継ぎは、もう完了しています。"


class NothingToClose(Refusal):
    message = "まだ回答がありません。伝える前に、回答を待つか、理由を選んでください。"


class TextMissing(Refusal):
    message = "内容を書いてください。"


class PersonalOnlyByForm(Refusal):
    message = (
        "氏名や電話番号などの個人情報が含まれているようです。市への引継ぎでは、個人情報は市の電子申請フォームだけで送ります。"
        "ここからは消して、フォームで送り、受付番号を記録してください。"
    )


class FormNotSet(Refusal):
    message = "市の電子申請フォームのURLが、まだ設定されていません。設定の画面で登録してください。"


class FormNotUsed(Refusal):
    message = "先に電子申請フォームを開いてください。使ったことを記録してから、受付番号を入力します。"


class ReceiptOnly(Refusal):
    message = "受付番号だけを入力してください。氏名や住所は、ここには書けません。"


class CannotBeTransferred(Refusal):
    def __init__(self, name: str, phone: str) -> None:
        number = f"電話番号 {phone} を案内してください。" if phone else "電話番号は、まだ決まっていません。"
        super().__init__(f"{name}には転送できません。{number}")


class ContentFirst(Refusal):
    message = "転送の前に、用件を相手先に伝えてください。伝えたら、その印を付けて記録します。"
