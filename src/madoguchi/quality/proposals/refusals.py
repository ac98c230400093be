from madoguchi.core.refusals import NewerStands, Refusal


class NotNow(Refusal):
    message = "いまの状態ではできません。ほかの人が先に進めたかもしれません。ページを開き直してください。"


class ChangedMeanwhile(NewerStands):
    message = "開いているあいだに、ほかの人がこの下書きを保存しました。入力したものは残っています。下の内容と合わせて、もう一度保存してください。"


class NothingToRestOn(Refusal):
    message = "根拠がありません。改善ニーズを選ぶか、根拠（報告書、数字、応対の例など）を書いてください。"


class WordsMissing(Refusal):
    message = "内容を書いてください。"


class DayAhead(Refusal):
    message = "今日までの日を入れてください。"


class DayBefore(Refusal):
    message = "前の段階の日より前の日は入れられません。"


class StretchesDoNotFit(Refusal):
    message = "実施の前の期間と後の期間を、重ならないように、前・後の順で入れてください。"
