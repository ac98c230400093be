"""What knowledge refuses, in words for the screen."""

from madoguchi.core.refusals import NotAllowed, Refusal


class StepNotPossible(Refusal):
    message = "この版は、もう別の状態になっています。画面を開き直してください。"


class EditedMeanwhile(Refusal):
    """Somebody saved another revision since this one was opened. Nothing of what was typed is lost: the screen
    shows both."""

    message = "編集しているあいだに、ほかの人がこのFAQを保存しました。違いを確かめて、もう一度保存してください。"


class NothingChanged(Refusal):
    message = "変わったところがありません。"


class NotInThisCategory(NotAllowed):
    message = "この分類のFAQを編集・承認できるのは、指名された人だけです。"


class UnknownNumbers(Refusal):
    def __init__(self, what: str, unknown: list[str]) -> None:
        super().__init__(f"{what}に、登録のないものがあります：{'、'.join(unknown)}")


class NoAnswerYet(Refusal):
    message = "「電話での短い答え」か「くわしい答え」のどちらかを書いてから、確認に出してください。"


class StillPublished(Refusal):
    message = "公開中のFAQは消せません。先に公開をやめてください。"


class StillUsed(Refusal):
    message = "応対の答えに使われたFAQは、消せません。取下げのままにしておけば、新しくは使われません。"


class NumberTaken(Refusal):
    message = "この番号は、すでに使われています。"


class CategoryInUse(Refusal):
    message = "この名前の分類は、すでにあります。"


class RequestIsClosed(Refusal):
    message = "この依頼は、もう終わっています。一覧を開き直してください。"


class ContactsDoNotAsk(Refusal):
    message = "この契約では、応対からFAQの更新を依頼しません（設定の「FAQ」）。"


class ReasonNeeded(Refusal):
    message = "理由を書いてください。"


class FileRefused(Refusal):
    pass


class DraftChangedMeanwhile(Refusal):
    message = (
        "編集しているあいだに、ほかの人がこの下書きを保存しました。下の違いを確かめて、もう一度保存してください。"
    )


class NothingToApprove(Refusal):
    message = "本文を書くか、ファイルを付けてから、確認に出してください。"
