"""Settings as people read them: grouped by purpose, with plain labels and values in words."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from madoguchi.core.preset import NotReadYet
from madoguchi.municipality import parts, queries
from madoguchi.municipality.models import Setting
from madoguchi.municipality.parts import Key
from madoguchi.web.office.settings.words import CELLS, SECTIONS, WORDS

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("団体と契約", ("body", "contract", "payment")),
    ("受付と開庁の時間", ("telephone_hours", "counter_hours", "holidays")),
    ("予約", ("booking", "deliveries", "paper")),
    ("市民向けの画面とお知らせ", ("web_site", "languages", "messages", "faq")),
    ("電話", ("telephone", "announcements", "transfer")),
    ("応対と記録", ("contacts", "inquiry", "quality", "retention", "assist")),
    ("人員・目標・件数", ("staffing", "plan", "training", "targets", "volume", "reports")),
    ("申請サポート窓口", ("fieldwork",)),
    ("安全と場所", ("security", "centre")),
)
# Shown on pages of their own.
ELSEWHERE = ("switches", "contact_sheet", "sign_in")
CLOSED = "—"
NOUGHT = re.compile(r"0 は([^。]+)")
SECONDS = re.compile(r"^(\d\d:\d\d):00$")


@dataclass(frozen=True)
class Line:
    """One setting."""

    key: Key
    value: str
    planned_on: date | None

    @property
    def is_read(self) -> bool:
        return not isinstance(self.key.reader, NotReadYet)


@dataclass(frozen=True)
class Group:
    title: str
    sections: list[tuple[str, list[Line]]]


def groups_of_settings(wanted: Iterable[tuple[str, tuple[str, ...]]] = GROUPS) -> list[Group]:
    return [
        Group(
            title, [(SECTIONS.get(section, section), lines) for section in sections if (lines := lines_of(section))]
        )
        for title, sections in wanted
    ]


def groups_with_new_sections() -> list[tuple[str, tuple[str, ...]]]:
    """Sections of a package that has come since are shown too."""
    known = {section for _, sections in GROUPS for section in sections} | set(ELSEWHERE)
    new = dict.fromkeys(key.section for key in parts.all_keys().values() if key.section not in known)
    return [*GROUPS, *([("そのほか", tuple(new))] if new else [])]


def lines_of(section: str) -> list[Line]:
    values = queries.values_of(section)
    planned = next_changes(f"{section}.")
    return [
        Line(key, value_in_words(key, values.get(key.field)), planned.get(key.name))
        for key in parts.all_keys().values()
        if key.section == section
    ]


def next_changes(prefix: str) -> Mapping[str, date]:
    rows = queries.planned_changes().filter(key__startswith=prefix).order_by("-effective_on")
    return {row.key: row.effective_on for row in rows}


def value_in_words(key: Key, value: Any) -> str:
    """The same, where the key itself says what nought stands for (「0 は定めなし」)."""
    said = NOUGHT.search(key.help) if value == 0 and not isinstance(value, bool) else None
    return said[1] if said else in_words(value)


def in_words(value: Any) -> str:
    """What a value means, short enough for a list."""
    if value is None or value in ("", [], ()):
        return "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, BaseModel):
        return "\n".join(
            f"{info.title or name}：{' '.join(getattr(value, name)) or CLOSED}"
            for name, info in type(value).model_fields.items()
        )
    if isinstance(value, list):
        return ("\n" if isinstance(value[0], BaseModel) else "、").join(map(_item, value))
    return WORDS.get(str(value), str(value))


def one_line(value: BaseModel) -> str:
    """An item of several cells on one line, as it is also typed; times without seconds."""
    return " ".join(SECONDS.sub(r"\1", str(cell)) for cell in value.model_dump(mode="json").values())


def _item(value: Any) -> str:
    if isinstance(value, BaseModel):
        return one_line(value)
    return in_words(value)


def cells_in_words(row: BaseModel) -> list[str]:
    """A line of a kept table, in the order of its columns."""
    cells = []
    for column, value in row.model_dump().items():
        words = CELLS.get(column, {})
        cells.append(words.get(value, value) if isinstance(value, str) else in_words(value))
    return cells


def stored_in_words(row: Setting) -> str:
    """A kept row in words; a table or a site's hours have no key of their own."""
    if row.key in parts.all_keys():
        return value_in_words(parts.key(row.key), parts.key(row.key).read(row.value))
    if row.key.startswith(queries.PAGE_TEXT):
        return json.loads(row.value) or "標準の言葉に戻す"
    return "表" if row.key.endswith(".csv") else row.value
