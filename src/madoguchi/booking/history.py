"""How bookings and slots appear in the history."""

from madoguchi.booking.rules import CHANNEL_LABELS, Channel, spoken_number
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind
from madoguchi.municipality.queries import procedure_name, site_name

BOOKING, SLOTS = "booking", "slots"


def register() -> None:
    registry.register_object(
        ObjectKind(BOOKING, label="予約", viewable_with="bookings.view", describe=spoken_number)
    )
    registry.register_object(ObjectKind(SLOTS, label="予約枠", viewable_with="slots.view", describe=site_name))
    registry.register_events(
        {
            "booking.made": "予約を受け付けました",
            "slots.published": "予約枠を公開しました",
        }
    )
    registry.register_fields(
        {
            "starts_at": "予約の日時",
            "site": "会場",
            "channel": "受付方法",
            "procedure": "手続き",
            "name": "氏名",
            "kana": "フリガナ",
            "phone": "電話番号",
            "email": "メールアドレス",
            "people": "人数",
            "first_day": "最初の日",
            "last_day": "最後の日",
            "slots": "枠の数",
            "day": "日付",
        }
    )
    registry.register_words(
        {
            "channel": lambda channel: CHANNEL_LABELS[Channel(channel)],
            "procedure": procedure_name,
            "site": site_name,
        }
    )
