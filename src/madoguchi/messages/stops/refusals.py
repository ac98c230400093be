from madoguchi.core.refusals import NotAllowed, Refusal
from madoguchi.messages.stops.rules import LONGEST


class StopInThePast(Refusal):
    message = "終わりの日時は、いまより後にしてください。"


class StopEndsBeforeItStarts(Refusal):
    message = "終わりの日時は、始まりより後にしてください。"


class StopTooLong(Refusal):
    message = f"計画停止は、長くても{LONGEST.days}日までです。日時を確かめてください。"


class StopsOverlap(Refusal):
    message = "ほかの計画停止と時間が重なっています。"


class StopNotOn(Refusal):
    message = "この計画停止は、いま停止中ではありません。"


class StopHasBegun(Refusal):
    message = "始まった計画停止は取りやめられません。「いま終える」を使ってください。"


class OnlyTheCitySees(NotAllowed):
    message = "確認の記録は、市の職員だけができます。"
