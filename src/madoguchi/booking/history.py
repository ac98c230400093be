"""How bookings and slots appear in the history."""

from madoguchi.booking.items import accommodation_words
from madoguchi.booking.outages import history as outages
from madoguchi.booking.rules import (
    CHANNEL_LABELS,
    MOST_VISITORS,
    STATE_LABELS,
    BookingState,
    Channel,
    spoken_number,
)
from madoguchi.booking.to_telephone.rules import REASON_LABELS, RESULT_LABELS, CallReason, CallResult
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind
from madoguchi.municipality.queries import procedure_name, site_name

BOOKING, SLOTS = "booking", "slots"


def _in_words(key: str) -> str:
    """A booking by its number; a hold has none yet."""
    return spoken_number(key) if len(key) == 8 else "（仮押さえ）"


def register() -> None:
    outages.register()
    registry.register_object(
        ObjectKind(BOOKING, label="予約", viewable_with="bookings.view", link="city:booking", describe=_in_words)
    )
    registry.register_object(ObjectKind(SLOTS, label="予約枠", viewable_with="slots.view", describe=site_name))
    registry.register_events(
        {
            "booking.made": "予約を受け付けました",
            "booking.moved": "予約の日時を変えました",
            "booking.people_changed": "予約の人を変えました",
            "booking.contact_changed": "予約の連絡先を変えました",
            "booking.cancelled": "予約を取り消しました",
            "booking.arrived": "来庁を確かめました",
            "booking.no_show": "不来庁としました",
            "booking.served": "窓口の手続きを終えました",
            "booking.reopened": "来庁・不来庁を取り消しました",
            "booking.accommodated": "窓口での手助けを記録しました",
            "booking.told": "予約の内容を口頭で伝えました",
            "booking.call_asked": "電話で連絡する一覧に載せました",
            "booking.call_tried": "電話をかけました",
            "booking.call_settled": "電話の必要がなくなりました",
            "booking.held": "仮押さえをしました",
            "booking.hold_moved": "仮押さえの時間を変えました",
            "booking.released": "仮押さえを放しました",
            "booking.lapsed": "仮押さえの期限が切れました",
            "booking.hold_taken_over": "仮押さえを引き継ぎました",
            "own_page.found": "予約番号と電話番号で、予約のページを開きました",
            "own_page.not_found": "予約番号と電話番号が合いませんでした",
            "own_page.stopped": "予約を探す回数が多すぎるため止めました",
            "slots.published": "予約枠を公開しました",
            "slots.revised": "予約枠を見直しました",
            "slots.blocked": "予約枠の一部を予約外に当てました",
        }
    )
    registry.register_fields(
        {
            "starts_at": "予約の日時",
            "site": "会場",
            "channel": "受付方法",
            "procedure": "手続き",
            "procedures": "手続き",
            "state": "状態",
            "outcome": "結果",
            "happened_at": "実際の日時",
            "name": "代表者の氏名",
            "kana": "代表者のフリガナ",
            "phone": "電話番号",
            "email": "メールアドレス",
            "postal_code": "郵便番号",
            "address": "住所",
            "note": "メモ",
            "accommodation": "窓口での手助けの希望",
            "accommodation_note": "窓口での手助けの希望（そのほか）",
            "accommodation_given": "窓口で行った手助け",
            "people": "人数",
            "people_blocked": "予約外に当てた人数",
            "first_day": "最初の日",
            "last_day": "最後の日",
            "since": "この日から",
            "until": "この日まで",
            "slots": "枠の数",
            "day": "日付",
            "reason": "理由",
            "told": "伝えたこと",
            "wrong": "続けて違っていた回数",
            "call_reason": "電話の理由",
            "call_result": "電話の結果",
            **{
                f"visitor_{position}_{field}": f"{position}人目の{label}"
                for position in range(1, MOST_VISITORS + 1)
                for field, label in (("name", "氏名"), ("kana", "フリガナ"))
            },
        }
    )
    registry.register_words(
        {
            "channel": lambda channel: CHANNEL_LABELS[Channel(channel)],
            "state": lambda state: STATE_LABELS[BookingState(state)],
            "call_reason": lambda reason: REASON_LABELS[CallReason(reason)],
            "call_result": lambda result: RESULT_LABELS[CallResult(result)],
            "procedure": procedure_name,
            "procedures": procedure_name,
            "site": site_name,
            "accommodation": accommodation_words,
            "accommodation_given": accommodation_words,
        }
    )
