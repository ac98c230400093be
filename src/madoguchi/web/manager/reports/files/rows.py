"""The content of a report as rows of cells: what a workbook and a CSV file hold alike. Numbers stay numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.core import clock
from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.shapes import Cell, Table
from madoguchi.reports.content import Block, ChartBlock, Content, FiguresBlock, Line, TableBlock, TextBlock

FIGURES = ("指標", "値", "単位", "分子", "分母", "目標", "達成")
DEFINITIONS = ("指標", "数え方", "定めの版", "根拠")
UNIT_WORDS = {Unit.SECONDS: "（秒）", Unit.PERCENT: "（%）"}


@dataclass(frozen=True)
class Part:
    """A heading, then rows; the first is the heads where `has_heads`."""

    heading: str
    rows: tuple[tuple[Cell, ...], ...]
    has_heads: bool = True
    units: tuple[Unit | None, ...] = ()
    key: str = ""  # of the table that it is
    has_total: bool = False


def cover_of(content: Content) -> Part:
    made = clock.in_tokyo(content.made_at)
    rows: list[tuple[Cell, ...]] = [
        ("報告書", content.title),
        ("対象", content.period_words),
        ("期間の初日", content.period.first.isoformat()),
        ("期間の末日", content.period.last.isoformat()),
        ("提出先", content.addressee or content.municipality),
        ("受託者", content.contractor),
        ("集計した日時", f"{made:%Y-%m-%d %H:%M}"),
    ]
    if content.is_draft or content.version:  # what is only as it stands now has none
        rows.append(("版", "下書き" if content.is_draft else f"第{content.version}版"))
    if content.issued_at and content.version:
        rows.append(("確定した日", f"{clock.in_tokyo(content.issued_at):%Y-%m-%d}"))
    if content.reason:
        rows.append(("出し直す理由", content.reason))
    rows += [("前の版との違い", change) for change in content.changes]
    return Part(content.title, tuple(rows), has_heads=False)


def parts_of(blocks: tuple[Block, ...]) -> Iterator[Part]:
    """A chart has no part: its table stands in the same report."""
    for block in blocks:
        match block:
            case FiguresBlock():
                yield Part("指標", (FIGURES, *map(_figure_row, block.lines)))
            case TableBlock():
                yield part_of_table(block.table)
            case TextBlock():
                written = f"{block.by} {block.written_at:%Y-%m-%d}" if block.by and block.written_at else ""
                lines = block.words.splitlines() or ["（まだ書かれていません）"]
                yield Part(written, tuple((line,) for line in lines), has_heads=False)
            case ChartBlock():
                continue


def part_of_table(table: Table) -> Part:
    heads = tuple(
        f"{column.label}{UNIT_WORDS.get(column.unit, '') if column.unit else ''}" for column in table.columns
    )
    rows = (heads, *table.rows, *([table.total] if table.total else []))
    units = tuple(column.unit for column in table.columns)
    return Part(table.heading, rows, units=units, key=table.key, has_total=bool(table.total))


def definitions_of(content: Content) -> Part:
    rows = tuple((one.label, one.formula, one.version, one.source) for one in content.definitions)
    return Part("指標の数え方", (DEFINITIONS, *rows))


def _figure_row(line: Line) -> tuple[Cell, ...]:
    is_share = line.value.whole is not None and line.unit is Unit.PERCENT
    return (
        line.label,
        line.number if not is_share or line.number is None else _tenths(line.number),
        line.unit.value if line.unit else "",
        line.value.part if is_share else None,
        line.value.whole if is_share else None,
        line.target,
        {True: "達成", False: "未達", None: ""}[line.is_met],
    )


def _tenths(percent: float) -> float:
    """Rounded down as it is shown (ADR 0020); whoever wants more divides the two numbers beside it."""
    return int(percent * 10 + 1e-9) / 10
