"""The sheet as data: evaluation_items.csv, in force from a day on, and how often it is filled in."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from madoguchi.municipality.queries import kept_value
from madoguchi.quality.rules import SheetItem

SHEET_TABLE = "evaluation_items.csv"
LEVELS = ("level_1", "level_2", "level_3", "level_4", "level_5")


def sheet_on(day: date | None = None) -> tuple[SheetItem, ...]:
    """The items in their order, as the contract has them on that day (today)."""
    return tuple(item_of(row) for row in kept_value(SHEET_TABLE, day) or ())


def item_of(row: dict[str, Any]) -> SheetItem:
    return SheetItem(
        item=row["item"],
        label=row["label"],
        question=row["question"],
        weight=int(row["weight"]),
        is_fatal=row["fatal"] == "yes",
        levels=tuple(row[level] for level in LEVELS if row[level]),
        source=row["source"],
    )


def calls_per_person(day: date | None = None) -> int:
    """A person and a month; 0: nothing is evaluated here."""
    return int(kept_value("quality.calls_per_person", day) or 0)


def is_evaluated() -> bool:
    return calls_per_person() > 0


def as_text(items: Sequence[SheetItem]) -> str:
    return json.dumps([asdict(item) for item in items], ensure_ascii=False, sort_keys=True)


def from_text(text: str) -> tuple[SheetItem, ...]:
    return tuple(SheetItem(**{**one, "levels": tuple(one["levels"])}) for one in json.loads(text))


def digest_of(items: Sequence[SheetItem]) -> str:
    return hashlib.sha256(as_text(items).encode()).hexdigest()
