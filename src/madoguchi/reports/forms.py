"""The forms of reports as data: reports.csv says what is handed in and when, report_sections.csv what stands in it.

A form is in force from a day on. A report that was drafted keeps what stood in its form then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from madoguchi.metrics.definitions import BY_KEY
from madoguchi.metrics.past.charts import ChartKind
from madoguchi.metrics.past.queries import TABLES
from madoguchi.municipality.queries import kept_value
from madoguchi.reports.schedule import DUE_LABELS, NEEDS_A_NUMBER, Cycle, DueRule

REPORTS_TABLE, SECTIONS_TABLE = "reports.csv", "report_sections.csv"


class MadeOn(StrEnum):
    """How a report comes about: by itself when its days are over, of a daily one only of some days; or by hand."""

    BY_ITSELF = "by_itself"
    TELEPHONE_DAYS = "telephone_days"
    DESK_DAYS = "desk_days"
    BY_HAND = "by_hand"


class PartKind(StrEnum):
    FIGURES = "figures"
    TABLE = "table"
    CHART = "chart"
    TEXT = "text"
    ENTERED = "entered"  # numbers that somebody enters, by place; `columns` are the items


PART_LABELS = {
    PartKind.FIGURES: "数値",
    PartKind.TABLE: "表",
    PartKind.CHART: "グラフ",
    PartKind.TEXT: "文章",
    PartKind.ENTERED: "入力する表",
}
CHART_LABELS = {
    ChartKind.BARS: "棒グラフ",
    ChartKind.STACKED: "積み上げ棒グラフ",
    ChartKind.LINES: "折れ線グラフ",
    ChartKind.HEAT: "色分け表（ヒートマップ）",
}


@dataclass(frozen=True)
class Kind:
    """One line of reports.csv."""

    code: str
    name: str
    cycle: Cycle
    made_on: MadeOn
    due: DueRule
    due_days: int
    contents: str
    holds_personal_data: bool
    source: str

    @property
    def due_words(self) -> str:
        """Until when, as it was agreed: 翌月の10日."""
        words = DUE_LABELS[self.due]
        return words.replace("N", str(self.due_days)) if self.due in NEEDS_A_NUMBER else words


@dataclass(frozen=True)
class Part:
    """One line of report_sections.csv. `keys` name figures, one table, or one text."""

    heading: str
    kind: PartKind
    keys: tuple[str, ...]
    chart: ChartKind | None = None
    columns: tuple[str, ...] = ()  # that a chart draws; the items of what is entered
    note: str = ""  # of a text: what is to be written


def kinds_on(day: date | None = None) -> dict[str, Kind]:
    """What is handed in, by its code, in the order of the contract."""
    return {row["code"]: _kind(row) for row in kept_value(REPORTS_TABLE, day) or ()}


def kind_of(code: str, day: date | None = None) -> Kind | None:
    return kinds_on(day).get(code)


def form_of(code: str, day: date | None = None) -> tuple[Part, ...]:
    """Empty: the contents of this report are made elsewhere."""
    rows = [row for row in kept_value(SECTIONS_TABLE, day) or () if row["report"] == code]
    return tuple(part_of(row) for row in sorted(rows, key=lambda row: row["position"]))


def _kind(row: Mapping[str, Any]) -> Kind:
    return Kind(
        code=row["code"],
        name=row["name"],
        cycle=Cycle(row["cycle"]),
        made_on=MadeOn(row["made_on"]),
        due=DueRule(row["due"]),
        due_days=int(row["due_days"]),
        contents=row["contents"],
        holds_personal_data=bool(row["personal_data"]),
        source=row["source"],
    )


def part_of(row: Mapping[str, Any]) -> Part:
    return Part(
        heading=row["heading"],
        kind=PartKind(row["block"]),
        keys=tuple(row["keys"].split()),
        chart=ChartKind(row["chart"]) if row["chart"] else None,
        columns=tuple(row["columns"].split()),
        note=row["note"],
    )


def row_of(code: str, position: int, part: Part) -> dict[str, Any]:
    """The line, as the table keeps it."""
    return {
        "report": code,
        "position": position,
        "heading": part.heading,
        "block": part.kind.value,
        "keys": " ".join(part.keys),
        "chart": part.chart.value if part.chart else "",
        "columns": " ".join(part.columns),
        "note": part.note,
    }


def problem_of(part: Part) -> str:
    """Why this cannot be counted or drawn; "" when it can."""
    if part.kind is PartKind.TEXT:
        return "" if len(part.keys) == 1 else "文章には記号が1つ要ります。"
    if part.kind is PartKind.ENTERED:
        fits = len(part.keys) == 1 and part.keys[0].startswith("entered_") and part.columns
        return "" if fits else "入力する表には、entered_ で始まる記号が1つと、項目が要ります。"
    if part.kind is PartKind.FIGURES:
        unknown = [key for key in part.keys if key not in BY_KEY]
        return f"知らない指標です：{'、'.join(unknown)}" if unknown else ""
    if len(part.keys) != 1 or part.keys[0] not in TABLES:
        return f"知らない表です：{' '.join(part.keys)}"
    if part.kind is PartKind.CHART and part.chart is None:
        return "グラフの種類が要ります。"
    return ""
