"""What a line of a former system means. Pure: text in, a record or its faults out."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from madoguchi.booking.ledger_import.rules import read_day
from madoguchi.contacts.rules import Channel, ContactState, Kind
from madoguchi.core.text.kana import search_key, tidy, tidy_lines
from madoguchi.core.text.masking import is_personal, masked
from madoguchi.core.text.my_number import contains_my_number
from madoguchi.core.text.phone import normalise_phone
from madoguchi.core.text.times import read_at

TOKYO = ZoneInfo("Asia/Tokyo")
T = TypeVar("T")


class TakeoverState(StrEnum):
    READ = "read"  # the file lies here; somebody says which column is what
    STAGING = "staging"  # the worker writes line after line; nobody sees any of it
    STAGED = "staged"  # all of it is there; one press makes it visible
    SHOWN = "shown"
    UNDOING = "undoing"  # out of sight at once, erased step by step
    UNDONE = "undone"
    DROPPED = "dropped"


STATE_LABELS = {
    TakeoverState.READ: "確認中",
    TakeoverState.STAGING: "取込み中",
    TakeoverState.STAGED: "履歴に加える前",
    TakeoverState.SHOWN: "履歴に加えた",
    TakeoverState.UNDOING: "取消し中",
    TakeoverState.UNDONE: "取り消した",
    TakeoverState.DROPPED: "やめた",
}
MOVES = {
    TakeoverState.READ: frozenset({TakeoverState.STAGING, TakeoverState.DROPPED}),
    TakeoverState.STAGING: frozenset({TakeoverState.STAGED, TakeoverState.UNDOING}),
    TakeoverState.STAGED: frozenset({TakeoverState.SHOWN, TakeoverState.UNDOING}),
    TakeoverState.SHOWN: frozenset({TakeoverState.UNDOING}),
    TakeoverState.UNDOING: frozenset({TakeoverState.UNDONE}),
    TakeoverState.UNDONE: frozenset(),
    TakeoverState.DROPPED: frozenset(),
}
HIDDEN = tuple(state for state in TakeoverState if state is not TakeoverState.SHOWN)


class Column(StrEnum):
    STARTED = "started"
    AT = "at"
    ENDED = "ended"
    CHANNEL = "channel"
    KIND = "kind"
    TOPIC = "topic"
    CONTENT = "content"
    ANSWER = "answer"
    STATE = "state"
    TRANSFER_TO = "transfer_to"
    TAGS = "tags"
    NUMBER = "number"
    HANDLER = "handler"
    PARTY_NAME = "party_name"
    PARTY_PHONE = "party_phone"


COLUMN_LABELS = {
    Column.STARTED: "受付日（日時）",
    Column.AT: "受付時刻",
    Column.ENDED: "終了日時",
    Column.CHANNEL: "受付の手段",
    Column.KIND: "種別",
    Column.TOPIC: "問合せの区分",
    Column.CONTENT: "内容",
    Column.ANSWER: "回答",
    Column.STATE: "対応の状態",
    Column.TRANSFER_TO: "転送先",
    Column.TAGS: "タグ",
    Column.NUMBER: "元の番号",
    Column.HANDLER: "元の対応者",
    Column.PARTY_NAME: "相手の氏名",
    Column.PARTY_PHONE: "相手の電話番号",
}
NEEDED = (Column.STARTED, Column.CONTENT)
# Words by which such systems head their columns; the more telling ones first.
HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.NUMBER: (
        "応対番号",
        "受付番号",
        "管理番号",
        "案件番号",
        "履歴番号",
        "チケット",
        "問合せ番号",
        "ID",
        "No",
    ),
    Column.STARTED: (
        "受付日時",
        "応対日時",
        "対応日時",
        "入電日時",
        "開始日時",
        "受付日",
        "対応日",
        "日時",
        "日付",
    ),
    Column.AT: ("受付時刻", "受付時間", "入電時刻", "開始時刻", "時刻", "時間"),
    Column.ENDED: ("終了日時", "完了日時", "対応終了"),
    Column.HANDLER: ("対応者", "担当者", "応対者", "オペレータ", "受付者"),
    Column.PARTY_NAME: ("相手氏名", "顧客名", "氏名", "お名前", "相談者名"),
    Column.PARTY_PHONE: ("電話番号", "連絡先", "TEL", "発信者番号"),
    Column.CHANNEL: ("受付手段", "受付方法", "チャネル", "媒体", "手段"),
    Column.KIND: ("種別", "問合せ種別", "申出種別"),
    Column.TOPIC: ("区分", "カテゴリ", "分類", "用件", "件名"),
    Column.ANSWER: ("回答", "対応内容", "応対内容", "処置", "対応結果"),
    Column.CONTENT: ("問合せ内容", "問い合わせ内容", "相談内容", "内容", "本文", "質問", "詳細"),
    Column.STATE: ("対応状況", "状態", "ステータス", "進捗"),
    Column.TRANSFER_TO: ("転送先", "引継ぎ先", "引継先"),
    Column.TAGS: ("タグ", "キーワード", "ラベル"),
}
CHANNEL_WORDS = {
    Channel.TELEPHONE: ("電話", "入電", "架電", "tel", "コール"),
    Channel.FORM: ("フォーム", "web", "ウェブ", "メール", "mail"),
    Channel.RELAY: ("リレー",),
    Channel.FAX: ("fax", "ファクス", "ファックス"),
    Channel.COUNTER: ("窓口", "来庁", "来所", "対面"),
}
KIND_WORDS = {
    Kind.COMPLAINT: ("苦情", "クレーム"),
    Kind.OPINION: ("意見",),
    Kind.WISH: ("要望", "希望", "提案"),
    Kind.THREAT: ("脅迫", "緊急"),
    Kind.INQUIRY: ("問合", "問い合", "照会", "質問", "相談", "案内"),
}
# An open case goes on here; whatever else a former system says, the case is over.
OPEN_WORDS = ("対応中", "未完了", "未対応", "保留", "処理中", "継続", "オープン", "open")
ESCALATED_WORDS = ("エスカ", "引継", "引き継")
WRITTEN_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::\d{2})?(?:\.\d+)?")
TOPIC_LENGTH, TRANSFER_LENGTH, TEXT_LENGTH, NAME_LENGTH, TAG_LENGTH = 80, 120, 20_000, 40, 40
NUMBER_LENGTH, HANDLER_LENGTH = 60, 60
MOST_TAGS = 10
FIRST_YEAR = 1990
MY_NUMBER_FAULT = "12桁の番号（マイナンバーの疑い）が含まれているため、取り込みません。"


@dataclass(frozen=True)
class Former:
    """A record of the former system that makes sense here."""

    started_at: datetime
    ended_at: datetime
    channel: Channel
    kind: Kind
    state: ContactState
    topic: str
    content: str
    answer: str
    transfer_to: str
    tags: tuple[str, ...]
    number: str
    handler: str
    party_name: str
    party_phone: str
    has_personal_data: bool


@dataclass(frozen=True)
class Read:
    record: Former | None
    faults: tuple[str, ...] = ()
    has_my_number: bool = False


def guess_columns(headings: Sequence[str], offered: Sequence[Column]) -> dict[str, str]:
    """{column: heading} as far as the headings tell it; a heading that says exactly this comes first, none twice."""
    guessed: dict[str, str] = {}
    keys = {heading: search_key(heading) for heading in headings}
    for is_alike in (lambda word, key: word == key, lambda word, key: word in key):
        for column in offered:
            free = [heading for heading in headings if heading not in guessed.values()]
            words = [] if column.value in guessed else map(search_key, HEADINGS[column])
            found = next((heading for word in words for heading in free if is_alike(word, keys[heading])), None)
            if found is not None:
                guessed[column.value] = found
    return guessed


def read_line(cells: Mapping[Column, str], *, today: date, is_masked: bool) -> Read:
    """`is_masked`: what tells who somebody is does not come along in free text (004 §14①(ア))."""
    if any(contains_my_number(cell) for cell in cells.values()):
        return Read(None, (MY_NUMBER_FAULT,), has_my_number=True)
    faults: list[str] = []
    started = _started(cells, today, faults)
    ended = _ended(cells.get(Column.ENDED, ""), started, today)
    content = tidy_lines(cells.get(Column.CONTENT, ""))
    answer = tidy_lines(cells.get(Column.ANSWER, ""))
    topic, transfer_to = tidy(cells.get(Column.TOPIC, "")), tidy(cells.get(Column.TRANSFER_TO, ""))
    name = tidy(cells.get(Column.PARTY_NAME, ""))
    if not content:
        faults.append("内容がありません。")
    for label, text, most in (
        ("内容", content, TEXT_LENGTH),
        ("回答", answer, TEXT_LENGTH),
        ("区分", topic, TOPIC_LENGTH),
        ("転送先", transfer_to, TRANSFER_LENGTH),
        ("氏名", name, NAME_LENGTH),
    ):
        if len(text) > most:
            faults.append(f"{label}が{most:,}文字より長くなっています。")
    if faults or started is None:
        return Read(None, tuple(faults))
    if is_masked:
        content, answer = masked(content), masked(answer)
    phone = normalise_phone(cells.get(Column.PARTY_PHONE, ""))
    return Read(
        Former(
            started_at=started,
            ended_at=ended or started,
            channel=_by_words(cells.get(Column.CHANNEL, ""), CHANNEL_WORDS, Channel.TELEPHONE, Channel.OTHER),
            kind=_by_words(cells.get(Column.KIND, ""), KIND_WORDS, Kind.INQUIRY, Kind.OTHER),
            state=_state(cells.get(Column.STATE, "")),
            topic=topic,
            content=content,
            answer=answer,
            transfer_to=transfer_to,
            tags=_tags(cells.get(Column.TAGS, "")),
            number=tidy(cells.get(Column.NUMBER, ""))[:NUMBER_LENGTH],
            handler=tidy(cells.get(Column.HANDLER, ""))[:HANDLER_LENGTH],
            party_name=name,
            party_phone=phone,
            has_personal_data=bool(name or phone) or (not is_masked and is_personal(f"{content}\n{answer}")),
        )
    )


def read_moment(written: str, at: str, today: date) -> datetime:
    """2025/04/01 9:05, 令和7年4月1日 with 9時05分 beside it; a day alone begins at midnight."""
    plain = unicodedata.normalize("NFKC", written).strip()
    if full := WRITTEN_MOMENT.fullmatch(plain):
        year, month, day, hour, minute = map(int, full.groups())
        return datetime(year, month, day, hour, minute, tzinfo=TOKYO)
    day_text, _, time_text = plain.partition(" ")
    time_text = at.strip() or time_text
    return datetime.combine(read_day(day_text, today), read_at(time_text) if time_text else time.min, tzinfo=TOKYO)


def _started(cells: Mapping[Column, str], today: date, faults: list[str]) -> datetime | None:
    written = cells.get(Column.STARTED, "")
    if not written.strip():
        faults.append("受付日がありません。")
        return None
    try:
        started = read_moment(written, cells.get(Column.AT, ""), today)
    except ValueError:
        faults.append("受付日を読み取れません。")
        return None
    if not started.year >= FIRST_YEAR or started.date() > today:
        faults.append(f"受付日が{FIRST_YEAR}年から今日までのあいだにありません。")
        return None
    return started


def _ended(written: str, started: datetime | None, today: date) -> datetime | None:
    """Not worth refusing a record for."""
    if started is None or not written.strip():
        return None
    try:
        ended = read_moment(written, "", today)
    except ValueError:
        return None
    return ended if ended >= started else None


def _by_words(written: str, words: Mapping[T, Sequence[str]], usual: T, other: T) -> T:
    text = unicodedata.normalize("NFKC", written).casefold().strip()
    if not text:
        return usual
    return next((value for value, known in words.items() if any(word in text for word in known)), other)


def _state(written: str) -> ContactState:
    text = unicodedata.normalize("NFKC", written).casefold()
    if any(word in text for word in OPEN_WORDS):
        return ContactState.IN_PROGRESS
    if any(word in text for word in ESCALATED_WORDS) and "済" not in text:
        return ContactState.ESCALATED
    return ContactState.COMPLETED


def _tags(written: str) -> tuple[str, ...]:
    tags = (tidy(tag)[:TAG_LENGTH] for tag in re.split(r"[、,，;；/／\s|]+", written))
    return tuple(dict.fromkeys(filter(None, tags)))[:MOST_TAGS]
