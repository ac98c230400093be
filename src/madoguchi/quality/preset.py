"""The part of a preset that says how calls are evaluated (QUA-07)."""

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from madoguchi.core.preset import PartValues, PresetProblem, ReadBy, Row, Section
from madoguchi.municipality.kept import settings_part
from madoguchi.quality.sheet import LEVELS, SHEET_TABLE


class Quality(Section):
    calls_per_person: Annotated[int, ReadBy("madoguchi.quality.sheet:calls_per_person")] = Field(
        title="評価する通話（1人・1か月）",
        description="無作為に選ぶ件数です。0 なら、応対の評価を使いません。",
        ge=0,
        le=50,
    )


class EvaluationItemRow(Row):
    """An item of the sheet, with the steps of its scale in words, the lowest first."""

    reader: ClassVar = ReadBy("madoguchi.quality.sheet:sheet_on")

    item: str = Field(pattern=r"^[a-z][a-z_]{0,29}$")
    label: str = Field(min_length=1, max_length=40)
    question: str = Field("", max_length=200)
    weight: int = Field(ge=1, le=100)
    fatal: Literal["yes", ""] = ""
    level_1: str = Field(min_length=1, max_length=120)
    level_2: str = Field(min_length=1, max_length=120)
    level_3: str = Field("", max_length=120)
    level_4: str = Field("", max_length=120)
    level_5: str = Field("", max_length=120)
    source: str = Field("", max_length=200)


def _problems(values: PartValues) -> Iterable[PresetProblem]:
    seen: set[str] = set()
    rows = values.tables.get(SHEET_TABLE, ())
    for row in rows:
        assert isinstance(row, EvaluationItemRow)  # noqa: S101 - for the type checker
        if row.item in seen:
            yield PresetProblem(SHEET_TABLE, row.item, "同じ記号の項目が2つあります。")
        seen.add(row.item)
        steps = [bool(getattr(row, level)) for level in LEVELS]
        if steps != sorted(steps, reverse=True):
            yield PresetProblem(SHEET_TABLE, row.item, "段階の説明が途中で抜けています。")
    wanted = values.sections.get("quality")
    if isinstance(wanted, Quality) and wanted.calls_per_person and not rows:
        yield PresetProblem(SHEET_TABLE, "item", "評価するには、シートの項目が要ります。")


PART = settings_part(
    "quality", sections={"quality": Quality}, tables={SHEET_TABLE: EvaluationItemRow}, problems=_problems
)
