from madoguchi.core.refusals import Refusal


class WordsMissing(Refusal):
    message = "協議した相手、状況の報告、決めたことを入力してください。"


class NotHeldYet(Refusal):
    message = "協議した日は、今日までの日にしてください。"


class DayMissing(Refusal):
    message = "体制か席数を変えるときは、いつからかを入力してください。"


class DayWithoutChange(Refusal):
    message = "「いつから」を入れたときは、体制か席数も入力してください。"


class DayInThePast(Refusal):
    message = "過ぎた日からの変更はできません。今日か、それより後の日にしてください。"


class NoSuchRegime(Refusal):
    message = "この契約にない体制です。"


class TooFewSeats(Refusal):
    def __init__(self, least: int) -> None:
        super().__init__(f"席数は、契約で{max(least, 1)}席以上です。")


class TooManySeats(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(
            f"席数は、契約の上限（{most}席）までです。増やすには、先に設定の「席数の上限」を変えてください。"
        )


class BegunAlready(Refusal):
    message = "もう始まっているため、取りやめられません。新しい協議で変えてください。"


class NothingToCallOff(Refusal):
    message = "取りやめる変更がありません。"
