"""How rules for tags appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

TAG_RULE = "tag_rule"


def register() -> None:
    registry.register_object(ObjectKind(TAG_RULE, label="タグの規則", viewable_with="improvement.view"))
    registry.register_events(
        {
            "tag_rule.made": "タグの規則を加えました",
            "tag_rule.changed": "タグの規則を変えました",
            "tag_rule.removed": "タグの規則を消しました",
            "tag_rule.look_through": "これまでの応対にタグの規則を当て始めました",
            "tag_rule.looked_through": "これまでの応対にタグの規則を当て終えました",
        }
    )
    registry.register_fields({"phrases": "ことば", "is_active": "使う"})
