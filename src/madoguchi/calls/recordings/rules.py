"""What becomes of a recording, why it may be heard, when it ends. Pure."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

# What an exchange may call a file: the key of a call. Anything else is no recording of ours.
SOURCE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,59}")
# The exchange writes about once a second while a call goes on, silence too.
QUIET_AFTER_ITS_END, QUIET_WITHOUT_A_WORD = 3.0, 300.0
SAME_MOMENT = timedelta(seconds=3)
LONGEST_LISTENING = timedelta(hours=1)


class RecordingState(StrEnum):
    WAITING = "waiting"  # found, not yet stored
    READY = "ready"
    EMPTY = "empty"  # somebody hung up before there was a sound
    FAILED = "failed"  # cannot be stored or opened; somebody must look
    MISSING = "missing"  # its file is gone
    ERASED = "erased"


STATE_LABELS = {
    RecordingState.WAITING: "保管待ち",
    RecordingState.READY: "聞けます",
    RecordingState.EMPTY: "音なし",
    RecordingState.FAILED: "異常",
    RecordingState.MISSING: "ファイルなし",
    RecordingState.ERASED: "消去済み",
}
MOVES = {
    RecordingState.WAITING: {
        RecordingState.READY,
        RecordingState.EMPTY,
        RecordingState.FAILED,
        RecordingState.ERASED,
    },
    RecordingState.FAILED: {RecordingState.READY, RecordingState.EMPTY, RecordingState.ERASED},
    RecordingState.READY: {RecordingState.FAILED, RecordingState.MISSING, RecordingState.ERASED},
    RecordingState.MISSING: {RecordingState.READY, RecordingState.ERASED},
    RecordingState.EMPTY: {RecordingState.ERASED},
    RecordingState.ERASED: set(),
}


def may_move(before: RecordingState, after: RecordingState) -> bool:
    return after in MOVES[before]


class ListeningReason(StrEnum):
    CHECK = "check"
    COMPLAINT = "complaint"
    QUALITY = "quality"
    CLIENT = "client"
    INCIDENT = "incident"
    OTHER = "other"


REASON_LABELS = {
    ListeningReason.CHECK: "応対の内容を確かめるため",
    ListeningReason.COMPLAINT: "苦情・申出に対応するため",
    ListeningReason.QUALITY: "応対の品質を確かめるため",
    ListeningReason.CLIENT: "市（委託者）から求められたため",
    ListeningReason.INCIDENT: "事故・障害を調べるため",
    ListeningReason.OTHER: "その他",
}


class ErasureKind(StrEnum):
    TERM = "term"
    END = "end"
    PERSON = "person"
    NOT_WANTED = "not_wanted"


ERASURE_LABELS = {
    ErasureKind.TERM: "保存期間の満了",
    ErasureKind.END: "契約の終了",
    ErasureKind.PERSON: "個別の消去",
    ErasureKind.NOT_WANTED: "録音しない契約",
}


def is_source(name: str) -> bool:
    return bool(SOURCE.fullmatch(name)) and ".." not in name


def is_finished(*, call_has_ended: bool, quiet_seconds: float) -> bool:
    """A file that still grows is a call that still goes on, whatever the ledger knows of it."""
    return quiet_seconds >= (QUIET_AFTER_ITS_END if call_has_ended else QUIET_WITHOUT_A_WORD)


def sound_begins(*, written_until: datetime, seconds: float, told: Iterable[datetime | None]) -> datetime:
    """As long before the file was last written as it lasts: the exchange writes only while two people are connected.
    What somebody has told more exactly (the answer, the start of recording) is taken where it is the same moment."""
    begins = written_until - timedelta(seconds=seconds)
    near = [moment for moment in told if moment and abs(moment - begins) <= SAME_MOMENT]
    return min(near, key=lambda moment: abs(moment - begins), default=begins)


def ends_before(now: datetime, *, days: int) -> datetime:
    return now - timedelta(days=days)


def contract_is_over(*, service_until: date, today: date) -> bool:
    """`service_until` is the last day of service."""
    return today > service_until


def may_be_heard(*, owner: str, listener: str, ends_at: datetime, now: datetime) -> bool:
    return owner == listener and now < ends_at


def listening_ends(began_at: datetime, *, seconds: float) -> datetime:
    """Long enough to hear it twice at three quarters of its speed, and never open for a whole day."""
    return began_at + max(timedelta(minutes=15), min(timedelta(seconds=seconds * 3), LONGEST_LISTENING * 4))


def seconds_in_words(seconds: float) -> str:
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
