"""How deliveries appear in the history."""

from datetime import datetime

from madoguchi.core import clock
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

DELIVERY, DEADLINE = "delivery", "deadline"


def _deadline_in_words(key: str) -> str:
    at = clock.in_tokyo(datetime.fromisoformat(key))
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"


def register() -> None:
    registry.register_object(
        ObjectKind(
            DELIVERY,
            label="市への提出",
            viewable_with="deliveries.view",
            link="city:delivery",
            describe=lambda key: f"第{key}号",
        )
    )
    registry.register_object(
        ObjectKind(DEADLINE, label="提出の期限", viewable_with="deliveries.view", describe=_deadline_in_words)
    )
    registry.register_events(
        {
            "delivery.made": "市へ提出しました",
            "delivery.received": "提出を受領しました",
            "delivery.missed": "提出の期限に遅れました",
        }
    )
    registry.register_fields(
        {
            "bookings": "予約の件数",
            "rows": "行数",
            "digest": "内容の指紋",
            "due_at": "期限",
            "entries_late": "遅れた入力",
        }
    )
