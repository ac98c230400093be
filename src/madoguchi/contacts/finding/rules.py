"""What records are looked for by. Pure: values."""

from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True)
class Conditions:
    """Everything combined; what is empty does not narrow (HIS-05)."""

    since: date | None = None
    until: date | None = None
    words: str = ""
    party: str = ""  # a name in any writing, a telephone number, or the number of a booking or of a contact
    topic: str = ""
    kind: str = ""
    channel: str = ""
    state: str = ""
    handler: str = ""
    tag: str = ""
    level: str = ""
    language: str = ""
    article: str = ""
    only: str = ""  # one of ONLY

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, field.name) for field in fields(self))


ONLY = {
    "open": "終わっていないもの",
    "first_answer": "一次回答で終わったもの",
    "transferred": "転送したもの",
    "prepared": "回答の用意があるもの",
    "personal": "個人情報を含むもの",
    "held": "保全中のもの",
}
