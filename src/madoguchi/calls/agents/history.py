"""How seats, agents and their states appear in the history."""

from madoguchi.calls.agents.rules import DEVICE_LABELS, STATE_LABELS, Device, State
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

SEAT = "seat"
AGENT = "agent"


def register() -> None:
    registry.register_object(ObjectKind(SEAT, label="席", viewable_with="agents.view"))
    registry.register_object(
        ObjectKind(AGENT, label="電話を受ける人", viewable_with="agents.view", describe=_describe)
    )
    registry.register_events(
        {
            "seat.made": "席を加えました",
            "seat.changed": "席を変えました",
            "agent.made": "内線を登録しました",
            "agent.changed": "内線の登録を変えました",
            "agent.signed_in": "着席しました",
            "agent.signed_out": "退席しました",
            "agent.state_changed": "受付状態を変えました",
            "agent.password_shown": "電話機のパスワードを表示しました",
        }
    )
    registry.register_fields(
        {
            "seat": "席",
            "base": "拠点",
            "is_in_use": "使用中",
            "device": "電話機",
            "agent_state": "受付状態",
            "state_reason": "受付状態の理由",
        }
    )
    registry.register_words(
        {
            "device": lambda value: DEVICE_LABELS[Device(value)] if value in set(Device) else value,
            "agent_state": lambda value: STATE_LABELS[State(value)] if value in set(State) else value,
        }
    )


def _describe(extension: str) -> str:
    from madoguchi.calls.agents.models import Agent

    agent = Agent.objects.select_related("staff").filter(extension=extension).first()
    return f"内線{extension} {agent.staff.name}" if agent else extension
