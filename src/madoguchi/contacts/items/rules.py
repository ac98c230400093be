"""Items of the record: what there is to ask, and what is still missing. Pure: values in, answers out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.contacts.rules import ContactState


class Need(StrEnum):
    HIDDEN = "hidden"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Form(StrEnum):
    """How an item that a municipality has added is filled in."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"


FORM_LABELS = {Form.TEXT: "文字", Form.CHOICE: "選択", Form.YES_NO: "はい・いいえ"}
ITEM_LABELS = {
    "kind": "種別",
    "topic": "問合せの区分",
    "party_name": "相手の氏名",
    "party_kana": "相手のフリガナ",
    "party_phone": "相手の電話番号",
    "party_mail": "相手のメールアドレス",
    "booking_number": "予約番号",
    "content": "内容",
    "answer": "回答",
    "transfer": "転送状況・転送先",
    "language": "言語",
    "tags": "タグ",
}
# HIS-01: a record without its content is none.
ALWAYS_ASKED = ("content",)
PERSONAL = frozenset({"party_name", "party_kana", "party_phone", "party_mail"})


@dataclass(frozen=True)
class Item:
    name: str
    need: Need
    label: str
    help: str = ""
    purpose: str = ""  # what the municipality uses it for (004 §14①(イ))
    form: Form = Form.TEXT  # of an item that the municipality has added
    choices: tuple[str, ...] = ()
    is_personal: bool = False

    @property
    def is_own(self) -> bool:
        """Added by the municipality; kept beside the record."""
        return self.name not in ITEM_LABELS


def first_missing(items: Iterable[Item], given: Mapping[str, str], *, state: ContactState) -> Item | None:
    """While a case is open only its content must stand; when it is closed, everything that is asked for."""
    must = (
        item
        for item in items
        if item.name in ALWAYS_ASKED or (item.need is Need.REQUIRED and state is ContactState.COMPLETED)
    )
    return next((item for item in must if not given.get(item.name)), None)
