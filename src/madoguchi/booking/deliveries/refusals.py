"""What deliveries refuse, by name."""

from madoguchi.core.refusals import Refusal


class NothingToDeliver(Refusal):
    message = "前の提出のあとに、コールセンターが入力した予約はありません。"


class OnlyTheCentreDelivers(Refusal):
    message = "提出するのは、コールセンターです。"


class OnlyTheCityReceives(Refusal):
    message = "受領するのは、市です。"


class AlreadyReceived(Refusal):
    message = "この提出は、すでに受領されています。"
