from madoguchi.core.refusals import Refusal


class NoSuchGoal(Refusal):
    message = "この指標には、設定値を決められません。"


class MonthIsOver(Refusal):
    message = "終わった月の設定値は変えられません。今月か、先の月から始めてください。"


class OutOfReach(Refusal):
    message = "割合の設定値は、0から100までにしてください。"


class NegativeValue(Refusal):
    message = "設定値は、0以上にしてください。"


class ResponsibleUnknown(Refusal):
    message = "担当する人が見つかりません。"


class NothingToEnd(Refusal):
    message = "この月からやめる設定値がありません。"


class NothingSaid(Refusal):
    message = "所見を入力してください。"
