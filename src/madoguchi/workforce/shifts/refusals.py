"""Why a plan is refused."""

from datetime import date

from madoguchi.core.refusals import Refusal


class DayOver(Refusal):
    message = "過ぎた日のシフトは変えられません。当日の欠勤は「欠勤を記録する」から入力してください。"


class TimesTurned(Refusal):
    message = "終わりの時刻を、始まりより後にしてください。"


class BreaksOutside(Refusal):
    message = "休憩は、シフトの途中に、重ならないように入れてください（労働基準法 第34条）。"


class PlannedAlready(Refusal):
    def __init__(self, name: str, day: date) -> None:
        super().__init__(f"{name}さんには、{day.month}月{day.day}日のこの時間に、すでにシフトがあります。")


class NoDays(Refusal):
    message = "この期間に、電話の開設日がありません。"


class TooManyDays(Refusal):
    message = "一度に入れられるのは、3か月までです。"


class NotOfTheCentre(Refusal):
    message = "シフトに入れられるのは、コールセンターの利用中の職員です。"


class ShiftHasAbsence(Refusal):
    message = "欠勤の記録があるシフトは、取り消せません。"


class StandbyDoesNothing(Refusal):
    message = "待機のシフトに、代行や休憩は入れられません。"


class OutsideShift(Refusal):
    message = "欠勤の時間は、シフトの時間の中にしてください。"


class AbsentAlready(Refusal):
    message = "この時間の欠勤は、すでに記録されています。"


class HasSubstitute(Refusal):
    message = "代わりの人が決まっています。先に、その人のシフトを取り消してください。"


class MayNotStandIn(Refusal):
    message = "この人は、この時間にほかのシフトがあるか、欠勤しているため、代わりになれません。"


class NothingToCopy(Refusal):
    message = "写すシフトがありません。前の週が空か、この週の全員のシフトがもう入っています。"


class NobodyNeedsRest(Refusal):
    message = "休憩の足りない人はいません。"
