from madoguchi.core.refusals import Refusal


class AlreadyHanded(Refusal):
    message = "市に渡した報告は、変えられません。"


class MonthIsNotOver(Refusal):
    message = "まだ終わっていない月の報告は作れません。"
