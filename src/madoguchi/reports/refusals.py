from collections.abc import Sequence

from madoguchi.core.refusals import Refusal


class NoSuchReport(Refusal):
    message = "この契約の報告の一覧に、その報告はありません。"


class PeriodNotOver(Refusal):
    message = "期間がまだ終わっていません。終わってから作れます。"


class OutsideContract(Refusal):
    message = "契約の期間の外です。"


class MadeAlready(Refusal):
    message = "その期間の報告書は、もうあります。"


class NotOpen(Refusal):
    message = "いまの状態ではできません。ほかの人が先に進めたかもしれません。ページを開き直してください。"


class NoForm(Refusal):
    message = "この報告には様式がありません。提出の記録だけができます。"


class ReasonMissing(Refusal):
    message = "理由を書いてください。"


class TextsMissing(Refusal):
    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__(
            f"まだ書かれていないところがあります：{'、'.join(headings)}。書くことがなければ「なし」、数がなければ 0 と入れてください。"
        )


class HoldsPersonalData(Refusal):
    """REP-10. `found`: (heading, the words as they stand, what they look like)."""

    def __init__(self, found: Sequence[tuple[str, str, str]]) -> None:
        self.found = tuple(found)
        super().__init__(
            "個人情報と思われる言葉があります。消すか、個人情報ではないことを確かめて理由を書いてください："
            + "、".join(f"「{heading}」の「{words}」（{what}）" for heading, words, what in found)
        )


class NothingIssued(Refusal):
    message = "確定した報告書がありません。確定してから、提出を記録してください。"


class WayNotOffered(Refusal):
    message = "この契約では使わない提出の方法です。"


class HandedInTheFuture(Refusal):
    message = "提出した日は、今日までの日を入れてください。"


class FormsAreFixed(Refusal):
    message = "この契約では、様式を画面から変えられません（設定の「様式を協議で変えられる」）。"


class FormDoesNotFit(Refusal):
    pass
