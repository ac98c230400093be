"""How calls appear in the history. Their key is the exchange's own."""

from madoguchi.calls.ledger.rules import DIRECTION_LABELS, OUTCOME_LABELS, Direction, Outcome
from madoguchi.core import clock
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

CALL = "call"


def register() -> None:
    registry.register_object(
        ObjectKind(CALL, label="通話", viewable_with="calls.view", link="telephone:call", describe=_describe)
    )
    registry.register_events(
        {
            "call.ended": "通話が終わりました",
            "call.corrected": "通話の結果を改めました",
            "call.call_back_wished": "おかけ直しの希望を受け付けました",
            "call.entered": "通話を手で記録しました",
        }
    )
    registry.register_fields({"call_outcome": "結果", "direction": "発着", "extension": "内線"})
    registry.register_words(
        {
            "call_outcome": lambda value: OUTCOME_LABELS[Outcome(value)],
            "direction": lambda value: DIRECTION_LABELS[Direction(value)],
        }
    )


def _describe(key: str) -> str:
    """When it came. The exchange's key stands on the call's page; it says nothing to a reader."""
    from madoguchi.calls.ledger.models import Call

    found = Call.objects.filter(key=key).first()
    return f"{clock.in_tokyo(found.arrived_at):%Y-%m-%d %H:%M}" if found else key
