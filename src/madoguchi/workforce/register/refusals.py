from madoguchi.core.refusals import Refusal


class NameMissing(Refusal):
    message = "氏名を入力してください。"


class AccountTaken(Refusal):
    message = "このアカウントの人は、すでに名簿にあります。"


class DaysTurned(Refusal):
    message = "最後の日が、始まりの日より前になっています。"


class HoldsPostAlready(Refusal):
    message = "この人は、その日にはすでにこの役割に就いています。"


class EndedAlready(Refusal):
    message = "この役割は、すでに終わっています。"
