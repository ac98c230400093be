"""Why something about seats and states is not done."""

from madoguchi.calls.agents.rules import STATE_LABELS, State
from madoguchi.core.refusals import Refusal


class NoAgent(Refusal):
    message = "内線が登録されていません。スーパーバイザーに登録を頼んでください。"


class SeatTaken(Refusal):
    def __init__(self, seat: str, name: str) -> None:
        super().__init__(f"{seat}には{name}さんが着席しています。ほかの席を選んでください。")


class SeatNotInUse(Refusal):
    message = "この席は使われていません。"


class SeatNameTaken(Refusal):
    message = "同じ名前の席があります。"


class SeatHasSomebody(Refusal):
    message = "着席している人がいます。退席してから変えてください。"


class MoveNotAllowed(Refusal):
    def __init__(self, before: State, after: State) -> None:
        super().__init__(f"「{STATE_LABELS[before]}」から「{STATE_LABELS[after]}」へは変えられません。")


class ExchangeSetsIt(Refusal):
    message = "通話の状態は、電話の動きで決まります。手では変えられません。"


class NotSignedIn(Refusal):
    message = "先に、席を選んで着席してください。"


class DeviceNotOffered(Refusal):
    message = "この種類の電話機は、契約の設定では使えません。"


class ExtensionTaken(Refusal):
    message = "この内線番号は、ほかの人が使っています（前に使った人の番号も使えません）。"


class ExtensionWrong(Refusal):
    message = "内線番号は、0以外で始まる2〜6桁の数字にしてください。"


class AlreadyAgent(Refusal):
    message = "この人には、もう内線があります。"


class StillSignedIn(Refusal):
    message = "着席中です。退席してから変えてください。"
