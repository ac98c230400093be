"""How outages appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

OUTAGE = "outage"


def register() -> None:
    registry.register_object(
        ObjectKind(OUTAGE, label="J-LISの停止", viewable_with="bookings.view", link="office_outages:outage")
    )
    registry.register_events(
        {
            "outage.began": "J-LISの停止を登録しました",
            "outage.changed": "J-LISの停止の時間を変えました",
            "outage.ended": "J-LISの停止を終えました",
            "booking.outage_affects": "J-LISの停止のため、移ってもらう予約になりました",
            "booking.outage_settled": "J-LISの停止についての対応を決めました",
            "booking.outage_over": "J-LISの停止が終わり、もとの時間のまま来庁できるようになりました",
            "slots.protected": "移ってもらう人のための場所を確保しました",
            "slots.unprotected": "移ってもらう人のための場所を開放しました",
        }
    )
    registry.register_fields(
        {
            "ends_at": "終了の日時",
            "affected": "移ってもらう予約の件数",
            "fate": "対応",
            "people_protected": "移ってもらう人のために確保した人数",
            "protected_until": "開放の日時",
        }
    )
