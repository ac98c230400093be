"""Pure decisions about the directory: what is found, and in which groups a number is read out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.core.text.kana import search_key, tidy
from madoguchi.core.text.phone import normalise_phone, written_phone


class Standing(StrEnum):
    """Whether somebody is there now."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


STANDING_LABELS = {
    Standing.OPEN: "受付時間内",
    Standing.CLOSED: "受付時間外",
    Standing.UNKNOWN: "受付時間は未定",
}


@dataclass(frozen=True)
class Searched:
    """What a department is found by, the strongest first."""

    name: str
    reading: str
    duties: str
    others: str = ""


def score(phrase: str, searched: Searched) -> int:
    """How well a department fits what somebody typed; 0: not at all. Every word must be found somewhere."""
    words = [word for part in tidy(phrase).split() if (word := search_key(part))]
    if not words:
        return 0
    fields = (
        (8, search_key(searched.name)),
        (6, search_key(searched.reading)),
        (4, search_key(searched.duties)),
        (1, search_key(searched.others)),
    )
    found = [max((weight for weight, text in fields if word in text), default=0) for word in words]
    return sum(found) if all(found) else 0


def spoken_groups(written: str) -> tuple[str, ...]:
    """A number in the groups in which it is read out: as it was written where that has groups (area codes differ in
    length), else as mobile and toll-free numbers are written, else as one."""
    plain = tidy(written)
    groups = tuple(re.findall(r"\d+", plain))
    if len(groups) > 1:
        return groups
    digits = normalise_phone(plain)
    return tuple(written_phone(digits).split("-")) if digits else groups


def has_hours(week: Mapping[str, Iterable[str]] | None) -> bool:
    return any(tuple(spans) for spans in (week or {}).values())
