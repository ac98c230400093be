"""How messages and planned stops appear in the history. A message is a matter of its booking."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind
from madoguchi.messages.rules import KIND_LABELS, Kind

STOP = "stop"


def register() -> None:
    registry.register_object(ObjectKind(STOP, label="計画停止", viewable_with="settings.view", link="stops:stop"))
    registry.register_events(
        {
            "message.sent": "メールを送りました",
            "message.failed": "メールを送れませんでした",
            "message.bounced": "メールが届きませんでした",
            "message.resent": "メールをもう一度送ることにしました",
            "stop.planned": "計画停止を決めました",
            "stop.city_mailed": "計画停止を市へメールで知らせました",
            "stop.city_not_mailed": "計画停止のメールを市へ送れませんでした",
            "stop.seen_by_city": "計画停止の知らせを市が確かめました",
            "stop.ended_early": "計画停止を早く終えました",
            "stop.called_off": "計画停止を取りやめました",
        }
    )
    registry.register_fields(
        {
            "message": "メールの種類",
            "list": "一覧",
            "answer": "相手のサーバーの答え",
            "done_by": "作業する人",
            "stops_staff": "職員の画面も止める",
            "begins_at": "停止の始まり",
            "finishes_at": "停止の終わり",
        }
    )
    registry.register_words({"message": lambda kind: KIND_LABELS[Kind(kind)]})
