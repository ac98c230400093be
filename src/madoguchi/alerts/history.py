"""How alerts appear in the history."""

from madoguchi.alerts.rules import LEVEL_LABELS, RULE_LABELS, Level, Rule
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

ALERT = "alert"


def register() -> None:
    registry.register_object(
        ObjectKind(
            ALERT, label="アラート", viewable_with="alerts.view", link="supervisor:alert", describe=_describe
        )
    )
    registry.register_events(
        {
            "alert.raised": "アラートが出ました",
            "alert.acknowledged": "アラートを確認しました",
            "alert.escalated": "アラートを業務責任者にも知らせました",
            "alert.ended": "アラートの原因がなくなりました",
        }
    )
    registry.register_fields(
        {
            "alert_rule": "アラートの種類",
            "alert_level": "知らせる先",
            "measure": "そのときの値",
            "threshold": "しきい値",
        }
    )
    registry.register_words(
        {
            "alert_rule": lambda value: RULE_LABELS[Rule(value)] if value in set(Rule) else value,
            "alert_level": lambda value: LEVEL_LABELS[Level(value)] if value in set(Level) else value,
        }
    )


def _describe(key: str) -> str:
    from madoguchi.alerts.models import Alert

    alert = Alert.objects.filter(pk=key).first() if key.isascii() and key.isdigit() else None
    return f"{alert.label} 第{key}号" if alert else key
