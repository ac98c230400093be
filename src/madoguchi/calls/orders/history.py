"""How wishes to the exchange appear in the history."""

from madoguchi.calls.orders.rules import PURPOSE_LABELS, Purpose
from madoguchi.calls.ports import OrderKind
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

EXCHANGE = "exchange"

ORDER_LABELS = {
    OrderKind.PROVISION: "内線を交換機に登録",
    OrderKind.SIGN_IN: "受付に加える",
    OrderKind.SIGN_OUT: "受付から外す",
    OrderKind.PAUSE: "着信を止める",
    OrderKind.UNPAUSE: "着信を受ける",
    OrderKind.CALL_OUT: "電話をかける",
    OrderKind.HOLD: "保留",
    OrderKind.UNHOLD: "保留を解除",
    OrderKind.HANG_UP: "電話を切る",
    OrderKind.TRANSFER: "転送",
    OrderKind.CONSULT: "転送先に相談",
    OrderKind.ADD_PARTY: "通訳などを加える",
    OrderKind.LISTEN: "通話を聞く",
    OrderKind.WHISPER: "従事者にだけ話す",
    OrderKind.BARGE: "通話に加わる",
    OrderKind.LEAVE: "通話から抜ける",
    OrderKind.PAUSE_RECORDING: "録音の一時停止",
    OrderKind.RESUME_RECORDING: "録音の再開",
    OrderKind.TELL_SCHEDULE: "受付時間を交換機に伝える",
    OrderKind.RELOAD: "交換機の設定を読み直す",
}


def register() -> None:
    registry.register_object(ObjectKind(EXCHANGE, label="交換機", viewable_with="exchange.view"))
    registry.register_events(
        {f"exchange.{kind.value}": f"交換機に依頼：{label}" for kind, label in ORDER_LABELS.items()}
    )
    registry.register_fields({"purpose": "目的", "number_dialled": "かけた番号", "call": "通話", "to": "相手"})
    registry.register_words(
        {"purpose": lambda value: PURPOSE_LABELS[Purpose(value)] if value in set(Purpose) else value}
    )
