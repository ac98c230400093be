"""What a line of a ledger means. Pure: text in, a row or its faults out."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any

from madoguchi.core.text.kana import as_katakana, is_kana, search_key, tidy
from madoguchi.core.text.phone import normalise_phone
from madoguchi.core.text.times import read_at


class ImportState(StrEnum):
    READ = "read"
    BOOKED = "booked"
    UNDONE = "undone"
    DROPPED = "dropped"


class Column(StrEnum):
    DAY = "day"
    AT = "at"
    NAME = "name"
    KANA = "kana"
    PHONE = "phone"
    PROCEDURE = "procedure"
    PEOPLE = "people"
    NOTE = "note"


COLUMN_LABELS = {
    Column.DAY: "日付",
    Column.AT: "時刻",
    Column.NAME: "お名前",
    Column.KANA: "フリガナ",
    Column.PHONE: "電話番号",
    Column.PROCEDURE: "手続き",
    Column.PEOPLE: "人数",
    Column.NOTE: "メモ",
}
NEEDED = (Column.DAY, Column.AT, Column.NAME)

# Words by which ledgers head their columns; the more telling ones first.
HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.KANA: ("フリガナ", "ふりがな", "カナ", "かな", "よみ"),
    Column.NAME: ("氏名", "名前", "お名前", "予約者", "申請者", "姓名"),
    Column.PHONE: ("電話", "連絡先", "TEL", "携帯"),
    Column.PEOPLE: ("人数", "名数", "件数"),
    Column.PROCEDURE: ("手続", "用件", "目的", "内容", "種別", "区分"),
    Column.AT: ("時刻", "時間", "開始"),
    Column.DAY: ("予約日", "来庁日", "日付", "月日", "年月日", "日時", "日"),
    Column.NOTE: ("備考", "メモ", "特記", "摘要"),
}
ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
ERA_DAY = re.compile(r"(令和|平成|昭和|[RHS])\.?(元|\d{1,2})\D(\d{1,2})\D(\d{1,2})日?", re.IGNORECASE)
FULL_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?")
PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
SHORT_DAY = re.compile(r"(\d{1,2})[月/.-](\d{1,2})日?")
WEEKDAY = re.compile(r"(?:[(\[][月火水木金土日](?:曜日?)?[)\]]|[月火水木金土日]曜日?)$")
MOST_PEOPLE = 10
NAME_LENGTH, NOTE_LENGTH = 40, 500


@dataclass(frozen=True)
class Row:
    """A line that makes sense; whether there is a place for it is another question."""

    day: date
    at: time
    name: str
    kana: str
    phone: str
    procedure: str
    people: int
    note: str


@dataclass(frozen=True)
class Read:
    row: Row | None
    faults: tuple[str, ...] = field(default=())


def guess_columns(headings: Sequence[str]) -> dict[str, str]:
    """{column: heading} as far as the headings tell it; no heading twice."""
    guessed: dict[str, str] = {}
    for column, words in HEADINGS.items():
        for word in map(search_key, words):
            free = (h for h in headings if h not in guessed.values() and "生年" not in h)
            found = next((heading for heading in free if word in search_key(heading)), None)
            if found is not None:
                guessed[column.value] = found
                break
    return guessed


def read_line(cells: Mapping[Column, str], *, today: date, procedures: Mapping[str, str], default: str) -> Read:
    """`procedures`: {code: label}; `default`: the code where the ledger has no such column or leaves it empty."""
    faults: list[str] = []
    written_day, written_at = _day_and_time(cells.get(Column.DAY, ""))
    day = _asked(read_day, written_day, "日付", faults, today)
    at = _asked(read_at, cells.get(Column.AT, "").strip() or written_at, "時刻", faults)
    name = tidy(cells.get(Column.NAME, ""))
    if not name:
        faults.append("お名前がありません。")
    elif len(name) > NAME_LENGTH:
        faults.append(f"お名前が{NAME_LENGTH}文字より長くなっています。")
    kana = as_katakana(cells.get(Column.KANA, ""))
    if kana and not is_kana(kana):
        faults.append("フリガナに、かな以外の文字があります。")
    written_phone = tidy(cells.get(Column.PHONE, ""))
    phone = normalise_phone(written_phone)
    if written_phone and not phone:
        faults.append("電話番号を読み取れません。市外局番から書いてください。")
    procedure = read_procedure(cells.get(Column.PROCEDURE, ""), procedures, default)
    if not procedure:
        faults.append(f"手続きがわかりません。次のどれかにしてください：{'、'.join(procedures.values())}")
    people = read_people(cells.get(Column.PEOPLE, ""))
    if not people:
        faults.append(f"人数は、1から{MOST_PEOPLE}までの数にしてください。")
    note = tidy(cells.get(Column.NOTE, ""))
    if len(note) > NOTE_LENGTH:
        faults.append(f"メモが{NOTE_LENGTH}文字より長くなっています。")
    if faults or day is None or at is None:
        return Read(None, tuple(faults))
    return Read(Row(day, at, name, kana, phone, procedure, people, note))


def read_day(written: str, today: date) -> date:
    """令和8年12月3日, R8.12.3, 2026/12/3(木), 20261203, 12月3日: without a year, the next such day."""
    text = WEEKDAY.sub("", re.sub(r"\s", "", unicodedata.normalize("NFKC", written)))
    if era := ERA_DAY.fullmatch(text):
        name, year, month, day = era.groups()
        return date(ERAS[name.upper()] + (1 if year == "元" else int(year)), int(month), int(day))
    if full := FULL_DAY.fullmatch(text) or PLAIN_DAY.fullmatch(text):
        return date(*map(int, full.groups()))
    if short := SHORT_DAY.fullmatch(text):
        month, number = map(int, short.groups())
        for year in range(today.year, today.year + 8):  # 29 February is not every year's
            try:
                found = date(year, month, number)
            except ValueError:
                if (month, number) != (2, 29):
                    raise
                continue
            if found >= today:
                return found
    raise ValueError(written)


def read_procedure(written: str, procedures: Mapping[str, str], default: str) -> str:
    """By code, by its label, or by a part that only one label has."""
    asked = search_key(written)
    if not asked:
        return default
    labels = {code: search_key(label) for code, label in procedures.items()}
    exact = [code for code, label in labels.items() if asked in (label, code)]
    alike = exact or [code for code, label in labels.items() if asked in label or label in asked]
    return alike[0] if len(alike) == 1 else ""


def read_people(written: str) -> int:
    text = re.sub(r"[\s人名件]", "", unicodedata.normalize("NFKC", written))
    if not text:
        return 1
    return int(text) if text.isdecimal() and 1 <= int(text) <= MOST_PEOPLE else 0


def _day_and_time(written: str) -> tuple[str, str]:
    """One column may hold both: 2026/12/3 9:00."""
    told = re.fullmatch(
        r"(.*\d\D*?)[\sT]+(?=(?:午[前後])?\d{1,2}[:時])(.*)", unicodedata.normalize("NFKC", written.strip())
    )
    return (told[1], told[2]) if told else (written, "")


def _asked(read: Callable[..., Any], written: str, label: str, faults: list[str], *more: object) -> Any:
    if not written.strip():
        faults.append(f"{label}がありません。")
        return None
    try:
        return read(written, *more)
    except ValueError:
        faults.append(f"{label}を読み取れません（{tidy(written)[:20]}）。")
        return None
