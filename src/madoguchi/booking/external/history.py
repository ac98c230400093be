"""How records of the city's own system appear in the history."""

from madoguchi.booking.external.rules import OUTCOME_LABELS, REASON_LABELS
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

EXTERNAL, MONTH = "external", "external_month"
LABELS = {**{str(code): label for code, label in OUTCOME_LABELS.items()}}
REASONS = {str(code): label for code, label in REASON_LABELS.items()}


def register() -> None:
    registry.register_object(
        ObjectKind(EXTERNAL, label="外部予約の記録", viewable_with="external.view", link="operator:external_record")
    )
    registry.register_object(ObjectKind(MONTH, label="外部予約の月の件数", viewable_with="external.view"))
    registry.register_events(
        {
            "external.recorded": "外部予約を記録しました",
            "external.corrected": "外部予約の記録を直しました",
            "external.withdrawn": "外部予約の記録を取り下げました",
            "external.month_told": "外部予約の月の件数を入れました",
        }
    )
    registry.register_fields(
        {
            "external_outcome": "したこと",
            "external_reason": "予約できなかった理由",
            "number": "番号",
            "visit_at": "予約の日時",
            "accepted": "受付件数",
            "source": "入れ方",
        }
    )
    registry.register_words(
        {
            "external_outcome": lambda code: LABELS.get(code, code),
            "external_reason": lambda code: REASONS.get(code, code),
        }
    )
