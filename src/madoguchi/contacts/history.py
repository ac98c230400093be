"""How contacts appear in the history."""

from madoguchi.contacts.rules import (
    CHANNEL_LABELS,
    KIND_LABELS,
    TRANSFER_LABELS,
    Channel,
    Kind,
    Transfer,
    written_number,
)
from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

CONTACT = "contact"


def _in_words(key: str) -> str:
    return written_number(int(key)) if key.isdigit() else key


def register() -> None:
    registry.register_object(
        ObjectKind(
            CONTACT,
            label="応対",
            viewable_with="contacts.view",
            personal_with="contact_persons.view",
            link="contacts:contact",
            describe=_in_words,
        )
    )
    registry.register_events(
        {
            "contact.opened": "応対を受け始めました",
            "contact.recorded": "応対を記録しました",
            "contact.changed": "応対の記録を直しました",
            "contact.moved": "応対の状態を変えました",
            "contact.taken_over": "記入中の応対を引き継ぎました",
            "contact.discarded": "記入中の応対を取り消しました",
            "contact.deleted": "応対の記録を削除しました",
            "contact.held": "応対の記録を保全しました",
            "contact.released": "応対の記録の保全を解きました",
            "contact.article_opened": "応対でFAQを開きました",
            "contact.article_used": "応対でFAQを使いました",
            "contact.answer_prepared": "次に連絡があったときの回答を用意しました",
            "contact.answer_told": "用意した回答を伝えました",
        }
    )
    registry.register_fields(
        {
            "contact_kind": "種別",
            "contact_channel": "受付の手段",
            "contact_state": "対応の状態",
            "topic": "問合せの区分",
            "content": "内容",
            "response": "回答",
            "intention": "相手に確かめた意図",
            "party_name": "相手の氏名",
            "party_kana": "相手のフリガナ",
            "party_phone": "相手の電話番号",
            "party_mail": "相手のメールアドレス",
            "booking_number": "予約番号",
            "transfer": "転送状況",
            "transfer_to": "転送先",
            "level": "引継ぎの段階",
            "tags": "タグ",
            "article": "FAQ",
            "prepared_answer": "用意した回答",
            "has_personal_data": "個人情報の有無",
            "values": "市で加えた項目",
            "handed_over_by": "それまで書いていた人",
        }
    )
    registry.register_words(
        {
            "contact_kind": lambda value: KIND_LABELS[Kind(value)],
            "contact_channel": lambda value: CHANNEL_LABELS[Channel(value)],
            "transfer": lambda value: TRANSFER_LABELS[Transfer(value)],
        }
    )
