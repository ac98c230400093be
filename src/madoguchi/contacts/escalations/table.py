"""escalation_levels.csv: how the levels are called here, which are used, and how long each may take."""

from collections import Counter
from collections.abc import Iterable
from typing import ClassVar, Literal

from pydantic import Field

from madoguchi.contacts.escalations.settings import LEVELS_TABLE
from madoguchi.core.preset import PartValues, PresetProblem, ReadBy, Row


class LevelRow(Row):
    reader: ClassVar = ReadBy("madoguchi.contacts.escalations.settings:terms_of_levels")

    level: Literal["operator", "supervisor", "general_manager", "department"]
    is_used: bool
    label: str = Field("", max_length=40)
    due_minutes: int = Field(ge=1, le=10_000)  # of the time in which that level is there
    remind_before_minutes: int = Field(ge=0, le=10_000)
    note: str = Field("", max_length=200)


def problems(values: PartValues) -> Iterable[PresetProblem]:
    rows = [row for row in values.tables.get(LEVELS_TABLE, ()) if isinstance(row, LevelRow)]
    for level, count in Counter(row.level for row in rows).items():
        if count > 1:
            yield PresetProblem(LEVELS_TABLE, level, f"同じ段階が {count} 行あります")
    if any(row.level == "operator" and not row.is_used for row in rows):
        yield PresetProblem(LEVELS_TABLE, "operator", "オペレーターの段階は、いつも使います")
