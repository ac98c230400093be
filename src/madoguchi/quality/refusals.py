from collections.abc import Sequence

from madoguchi.core.refusals import Refusal


class NothingIsEvaluated(Refusal):
    message = "この契約では、応対の評価を使いません（設定の「評価する通話」が0です）。"


class NothingToDraw(Refusal):
    message = "選べる通話がありません。どの人も、決めた件数がすでに選ばれているか、この月の通話がありません。"


class MonthAhead(Refusal):
    message = "これからの月の通話は選べません。"


class AlreadyChosen(Refusal):
    message = "この通話は、すでに評価の対象です。"


class OwnCall(Refusal):
    message = "自分が応対した通話は評価できません。ほかの人に頼んでください。"


class RatedByOthers(Refusal):
    message = "この通話は、ほかの人が評価しています。"


class IsFinished(Refusal):
    message = "評価を終えています。終えた評価は変えられません。"


class TooLateForTwo(Refusal):
    message = (
        "二人での評価は、一人目が評価を終える前に決めてください。あとから決めると、見ずに評価したことになりません。"
    )


class NotComplete(Refusal):
    message = "評価がまだそろっていません。"


class ReasonMissing(Refusal):
    message = "選んだ理由を書いてください。"


class NoteIsEmpty(Refusal):
    message = "伝えることを書いてください。"


class WordsHaveEnded(Refusal):
    message = "録音の保存期間が終わったため、書き込みはできません。"


class ItemsMissing(Refusal):
    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__(f"まだ評価していない項目があります：{'、'.join(labels)}")
