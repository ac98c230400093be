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
    found = [_weight((word,), searched) for word in words]
    return sum(found) if found and all(found) else 0


def score_of_meanings(meanings: Iterable[Iterable[tuple[str, ...]]], searched: Searched) -> int:
    """The same for a whole sentence: each part of it with every way to say it, its own words first and worth more."""
    return sum(
        max((_weight(way, searched) * (2 if place == 0 else 1) for place, way in enumerate(ways)), default=0)
        for ways in meanings
    )


def _weight(way: tuple[str, ...], searched: Searched) -> int:
    """Where all these words stand, as much as the strongest of the fields counts."""
    fields = ((8, searched.name), (6, searched.reading), (4, searched.duties), (1, searched.others))
    keys = [search_key(word) for word in way]
    return max((weight for weight, text in fields if all(key in search_key(text) for key in keys)), default=0)


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
