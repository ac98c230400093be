"""How what people switch for the telephone appears in the history."""

from madoguchi.calls.announcements.rules import MAY_VIEW
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

TELEPHONE = "telephone_switch"
LABELS = {"emergency": "緊急案内", "closing": "急な受付停止", "test_time": "試験の時間"}


def register() -> None:
    registry.register_object(
        ObjectKind(
            TELEPHONE,
            label="緊急案内・受付停止",
            viewable_with=MAY_VIEW,
            describe=lambda key: LABELS.get(key, key),
        )
    )
    registry.register_events(
        {
            "emergency.on": "緊急案内を入れました",
            "emergency.off": "緊急案内を切りました",
            "closing.made": "電話の受付を止めました",
            "closing.ended": "電話の受付を再開しました",
            "test_time.begun": "試験の電話を受ける時間を始めました",
            "test_time.ended": "試験の電話を受ける時間を終えました",
        }
    )
    registry.register_fields(
        {
            "notice": "サイトのお知らせ",
            "closes_lines": "電話を受けない",
            "switched_on": "入れた時刻",
            "planned_until": "予定していた終わり",
            "lines_closed_until": "受付を止める終わり",
            "tested_until": "試験の終わり",
        }
    )
