from collections.abc import Sequence

from madoguchi.core.refusals import NewerStands, Refusal


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


class WrittenMeanwhile(Refusal):
    """`words`: what stands at the place now."""

    def __init__(self, key: str, heading: str, who: str, words: str) -> None:
        self.key, self.words = key, words
        super().__init__(
            f"「{heading}」は、開いているあいだに{who}さんが書き変えました。入力したものは残っています。次の内容と合わせて、もう一度保存してください：{words or '（空）'}"
        )


class EnteredMeanwhile(Refusal):
    def __init__(self, key: str, cells: Sequence[tuple[str, str, int | None]]) -> None:
        self.key = key
        others = "、".join(f"{row}の{item}は{'空' if number is None else number}" for row, item, number in cells)
        super().__init__(
            f"開いているあいだに、ほかの人が違う数を入れました（{others}）。入力した数は残っています。確かめて、もう一度保存してください。"
        )


class ChangedSinceSeen(NewerStands):
    message = "画面を開いたあとに、報告書の内容が変わりました。いまの内容を確かめてから、もう一度確定してください。"


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
