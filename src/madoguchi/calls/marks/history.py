"""How marks on calls appear in the history."""

from madoguchi.core.history import registry


def register() -> None:
    registry.register_events(
        {
            "call.marked_relay": "電話リレーサービスの通話として記録しました",
            "call.unmarked_relay": "電話リレーサービスの印を外しました",
        }
    )
