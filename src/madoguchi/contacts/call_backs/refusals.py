from madoguchi.core.refusals import Refusal


class NotOfferedHere(Refusal):
    message = "この応対では、折り返しの電話はしません。かけ直してもらうよう伝えてください。回答は用意しておきます。"


class NumberUnknown(Refusal):
    message = "折り返す電話番号が、応対に記録されていません。先に記録してください。"


class AlreadyAgreed(Refusal):
    message = "この応対では、すでに折り返しを約束しています。"


class CallBackIsOver(Refusal):
    message = "この折り返しは、もう済んでいます。一覧を開き直してください。"


class AgreedInThePast(Refusal):
    message = "約束する時刻は、これからの時刻にしてください。"
