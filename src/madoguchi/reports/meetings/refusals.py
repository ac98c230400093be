from madoguchi.core.refusals import NewerStands, Refusal


class OutsideService(Refusal):
    message = "契約の期間の外の日です。"


class IsCalledOff(Refusal):
    message = "取りやめた定例会です。"


class HasMinutes(Refusal):
    message = "議事録のある定例会は、変えることも取りやめることもできません。"


class NotHeldYet(Refusal):
    message = "まだ開かれていない定例会です。"


class NoMinutesHere(Refusal):
    message = "この契約では、議事録を作りません（設定の「議事録」）。"


class MinutesChangedMeanwhile(NewerStands):
    message = "開いているあいだに、ほかの人が議事録を保存しました。入力したものは残っています。下の内容と合わせて、もう一度保存してください。"


class NoMinutesYet(Refusal):
    message = "議事録がまだ書かれていません。"


class ReasonOfChange(Refusal):
    message = "提出した議事録を直すときは、理由を書いてください。新しい版になります。"


class NothingChanged(Refusal):
    message = "前の版から変わったところがありません。"


class HandedInBefore(Refusal):
    message = "定例会の日から今日までの日を入れてください。"


class DaysDoNotFit(Refusal):
    message = "期間の最初の日と最後の日を、今日までの日で、順に入れてください。"
