"""What a contact is, how it moves from state to state, and when it was answered at once. Pure: values in, answers out."""

from enum import IntEnum, StrEnum


class Channel(StrEnum):
    """How somebody turned to us. Form, relay and fax are ways in for whoever does not hear or speak (LNG-06)."""

    TELEPHONE = "telephone"
    FORM = "form"
    RELAY = "relay"
    FAX = "fax"
    COUNTER = "counter"
    OTHER = "other"


CHANNEL_LABELS = {
    Channel.TELEPHONE: "電話",
    Channel.FORM: "問合せフォーム",
    Channel.RELAY: "電話リレー",
    Channel.FAX: "ファクス",
    Channel.COUNTER: "窓口",
    Channel.OTHER: "その他",
}


class Kind(StrEnum):
    INQUIRY = "inquiry"
    OPINION = "opinion"
    WISH = "wish"
    COMPLAINT = "complaint"
    THREAT = "threat"
    OTHER = "other"


KIND_LABELS = {
    Kind.INQUIRY: "問合せ",
    Kind.OPINION: "意見",
    Kind.WISH: "要望",
    Kind.COMPLAINT: "苦情",
    Kind.THREAT: "脅迫・緊急",
    Kind.OTHER: "その他",
}
# 004 §6①(ウ): 「意図を十分に確認」 before such a record is complete.
ASKS_FOR_INTENTION = frozenset({Kind.OPINION, Kind.WISH, Kind.COMPLAINT})


class ContactState(StrEnum):
    DRAFT = "draft"  # somebody is still writing it
    IN_PROGRESS = "in_progress"
    ESCALATED = "escalated"
    COMPLETED = "completed"


STATE_LABELS = {
    ContactState.DRAFT: "記入中",
    ContactState.IN_PROGRESS: "対応中",
    ContactState.ESCALATED: "引継ぎ中",
    ContactState.COMPLETED: "完了",
}
MOVES = {
    ContactState.DRAFT: frozenset({ContactState.IN_PROGRESS, ContactState.ESCALATED, ContactState.COMPLETED}),
    ContactState.IN_PROGRESS: frozenset({ContactState.ESCALATED, ContactState.COMPLETED}),
    ContactState.ESCALATED: frozenset({ContactState.IN_PROGRESS, ContactState.COMPLETED}),
    ContactState.COMPLETED: frozenset({ContactState.IN_PROGRESS, ContactState.ESCALATED}),
}
RECORDED = tuple(state for state in ContactState if state is not ContactState.DRAFT)


class Transfer(StrEnum):
    """What became of putting the caller through (HIS-01: 転送状況)."""

    NONE = "none"
    TRANSFERRED = "transferred"
    NUMBER_TOLD = "number_told"
    NOT_REACHED = "not_reached"
    HUNG_UP = "hung_up"


TRANSFER_LABELS = {
    Transfer.NONE: "転送なし",
    Transfer.TRANSFERRED: "転送した",
    Transfer.NUMBER_TOLD: "電話番号を案内した",
    Transfer.NOT_REACHED: "転送先につながらなかった",
    Transfer.HUNG_UP: "待つあいだに切れた",
}


class Level(IntEnum):
    """Who has it now (ESC-06, ESC-07)."""

    OPERATOR = 0
    SUPERVISOR = 1
    GENERAL_MANAGER = 2
    DEPARTMENT = 3


LEVEL_LABELS = {
    Level.OPERATOR: "オペレーター",
    Level.SUPERVISOR: "SV・運営責任者",
    Level.GENERAL_MANAGER: "総括責任者",
    Level.DEPARTMENT: "所管課",
}


def may_move(state: ContactState, to: ContactState) -> bool:
    return to in MOVES[state]


def is_first_answer(*, state: ContactState, transfer: Transfer, level: Level) -> bool:
    """一次回答: closed by who took it up, with neither transfer nor escalation (FAQ-15)."""
    return state is ContactState.COMPLETED and transfer is Transfer.NONE and level is Level.OPERATOR


def lacks_intention(kind: Kind, intention: str) -> bool:
    return kind in ASKS_FOR_INTENTION and not intention


def written_number(number: int) -> str:
    """As it is said and written: 000123."""
    return f"{number:06d}"
