"""What a report says, as plain values: kept as text when it is issued, read again for ever. Pure.

Nothing here looks anything up. Words, units, formulas and targets stand in the content itself, so that a definition, a
switch, a name or a record that changes later cannot change what was issued. Files are made from this alone.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, assert_never

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.shapes import Column, Period, Table, Value

FORM = 1  # of the text; another form gets another number, and this one is still read


@dataclass(frozen=True)
class Line:
    """A figure of the period. A share is kept as its two numbers; `value.whole` of 0 says that nothing was divided."""

    value: Value
    label: str
    unit: Unit | None = None
    target: float | None = None  # in the figure's unit, as the contract had it
    is_met: bool | None = None  # None: there is no target, or nothing to hold against it

    @property
    def number(self) -> float | None:
        """As it is read: a share in percent, the rest as it was counted."""
        if self.value.whole is None:
            return self.value.part
        scale = 100 if self.unit is Unit.PERCENT else 1
        return self.value.part * scale / self.value.whole if self.value.whole else None


@dataclass(frozen=True)
class FiguresBlock:
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class TableBlock:
    table: Table


@dataclass(frozen=True)
class ChartBlock:
    """Draws a table of the same report: `chart.table` is the key of its block (`Content.table`)."""

    chart: Chart


@dataclass(frozen=True)
class TextBlock:
    """What somebody wrote: plain text, read as core/text/markup.py reads it."""

    words: str
    by: str = ""  # the name, as it stood on that day
    written_at: datetime | None = None
    key: str = ""  # of the template: "analysis"
    prompt: str = ""  # what is to be written here; read where nothing stands yet


Block = FiguresBlock | TableBlock | ChartBlock | TextBlock


@dataclass(frozen=True)
class Section:
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Definition:
    """How a figure was counted when the report was made."""

    key: str
    label: str
    formula: str
    version: int
    source: str = ""


@dataclass(frozen=True)
class Content:
    code: str  # of reports.csv: "monthly"
    title: str
    period: Period
    period_words: str  # "令和8年10月分"
    made_at: datetime  # when it was counted
    municipality: str
    contractor: str
    sections: tuple[Section, ...]
    addressee: str = ""  # "廿日市市長 様"
    definitions: tuple[Definition, ...] = ()
    version: int = 1
    issued_at: datetime | None = None  # None: a draft
    issued_by: str = ""
    reason: str = ""  # why it was issued once more
    changes: tuple[str, ...] = ()  # against the version before, in words

    @property
    def is_draft(self) -> bool:
        return self.issued_at is None

    def table(self, key: str) -> Table | None:
        """The table that a chart draws."""
        return next(
            (
                block.table
                for section in self.sections
                for block in section.blocks
                if isinstance(block, TableBlock) and block.table.key == key
            ),
            None,
        )


def to_json(content: Content) -> str:
    """The same content is always the same text, so that its digest vouches for it."""
    kept = asdict(content) | {
        "form": FORM,
        "sections": [
            {"heading": section.heading, "blocks": [_plain_block(block) for block in section.blocks]}
            for section in content.sections
        ],
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def from_json(text: str) -> Content:
    kept = json.loads(text)
    if kept.pop("form") != FORM:
        raise ValueError("content of a report in an unknown form")
    return Content(
        **kept
        | {
            "period": _period(kept["period"]),
            "made_at": datetime.fromisoformat(kept["made_at"]),
            "issued_at": _moment(kept["issued_at"]),
            "sections": tuple(
                Section(one["heading"], tuple(map(_block, one["blocks"]))) for one in kept["sections"]
            ),
            "definitions": tuple(Definition(**one) for one in kept["definitions"]),
            "changes": tuple(kept["changes"]),
        }
    )


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, date):  # a moment too
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _plain_block(block: Block) -> dict[str, Any]:
    match block:
        case FiguresBlock():
            kind = "figures"
        case TableBlock():
            kind = "table"
        case ChartBlock():
            kind = "chart"
        case TextBlock():
            kind = "text"
        case _:
            assert_never(block)
    return {"kind": kind, **asdict(block)}


def _block(kept: dict[str, Any]) -> Block:
    match kept.pop("kind"):
        case "figures":
            return FiguresBlock(tuple(map(_line, kept["lines"])))
        case "table":
            return TableBlock(_table(kept["table"]))
        case "chart":
            chart = kept["chart"]
            return ChartBlock(Chart(**chart | {"kind": ChartKind(chart["kind"]), "values": tuple(chart["values"])}))
        case "text":
            return TextBlock(**kept | {"written_at": _moment(kept["written_at"])})
        case unknown:
            raise ValueError(f"an unknown block: {unknown}")


def _line(kept: Mapping[str, Any]) -> Line:
    return Line(**{**kept, "value": Value(**kept["value"]), "unit": _unit(kept["unit"])})


def _table(kept: Mapping[str, Any]) -> Table:
    return Table(
        key=kept["key"],
        heading=kept["heading"],
        columns=tuple(Column(one["key"], one["label"], _unit(one["unit"])) for one in kept["columns"]),
        rows=tuple(map(tuple, kept["rows"])),
        total=tuple(kept["total"]),
        note=kept["note"],
    )


def _unit(kept: str | None) -> Unit | None:
    return Unit(kept) if kept is not None else None


def _period(kept: Mapping[str, str]) -> Period:
    return Period(date.fromisoformat(kept["first"]), date.fromisoformat(kept["last"]))


def _moment(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None
