"""From the form of a report and the figures of its period to its content. Reads; `actions.py` keeps what comes out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby

from madoguchi.core import clock
from madoguchi.metrics.definitions import BY_KEY, Figure
from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.reading import Past
from madoguchi.metrics.past.shapes import Period, Table, Value
from madoguchi.metrics.past.tables import table_of
from madoguchi.metrics.queries import terms_on
from madoguchi.metrics.rules import Terms
from madoguchi.municipality.queries import value_of, values_of
from madoguchi.reports.changes import changes_between
from madoguchi.reports.content import (
    Block,
    ChartBlock,
    Content,
    Definition,
    FiguresBlock,
    Line,
    Section,
    TableBlock,
    TextBlock,
)
from madoguchi.reports.entered import entered_table, filled_table, is_entered, numbers_of
from madoguchi.reports.forms import Kind, Part, PartKind, form_of
from madoguchi.reports.models import Report, ReportText
from madoguchi.reports.schedule import Cycle, in_words

AGENCY = "agency"
TOTAL = "total"  # the key of a column that adds the others up


def counted_for(kind: Kind, period: Period) -> Content:
    """What the form asks for, counted now; places for what people write are empty."""
    past = Past(period)
    parts = form_of(kind.code)
    sections = tuple(
        Section(heading, tuple(_blocks(list(inside), past, kind.cycle)))
        for heading, inside in groupby(parts, key=lambda part: part.heading)
    )
    municipality, contractor, addressee = heads_of(clock.today())
    return Content(
        code=kind.code,
        title=kind.name,
        period=period,
        period_words=in_words(kind.cycle, period),
        made_at=clock.now(),
        municipality=municipality,
        contractor=contractor,
        addressee=addressee,
        sections=tuple(_with_tables_of_charts(sections, past)),
        definitions=tuple(_definitions(sections, past.terms)),
    )


def heads_of(day: date) -> tuple[str, str, str]:
    """The municipality, the contractor, to whom the report is written."""
    body, reports = values_of("body", day), values_of("reports", day)
    name = body.get("name", "")
    addressee = f"{name} 御中" if body.get("kind") == AGENCY else f"{name}長 様"
    return name, reports.get("contractor", ""), addressee


def with_texts(content: Content, texts: Iterable[ReportText], names: Mapping[str, str]) -> Content:
    """What people have written, at its places."""
    written = {one.key: one for one in texts}

    def filled(block: Block) -> Block:
        text = written.get(block.key) if isinstance(block, TextBlock) else None
        if not isinstance(block, TextBlock) or text is None:
            return block
        return replace(block, words=text.words, by=names.get(text.by, text.by), written_at=clock.in_tokyo(text.at))

    return replace(
        content,
        sections=tuple(
            Section(section.heading, tuple(map(filled, section.blocks))) for section in content.sections
        ),
    )


def changed_since(report: Report, kind: Kind) -> tuple[str, ...]:
    """What would be otherwise if the report were counted now: records, forms and definitions that changed since."""
    counted = report.counted
    return changes_between(counted, counted_for(kind, report.period)) if counted else ()


def places_for_texts(content: Content) -> Iterator[tuple[str, TextBlock]]:
    for section in content.sections:
        yield from ((section.heading, block) for block in section.blocks if isinstance(block, TextBlock))


def draft_of(report: Report, names: Mapping[str, str]) -> Content | None:
    counted = report.counted
    if counted is None:
        return None
    return _with_numbers(with_texts(counted, report.texts.all(), names), report)


def _with_numbers(content: Content, report: Report) -> Content:
    """What was entered into a daily report; in the others the sums stand already."""
    numbers = numbers_of(report)
    if report.cycle != Cycle.DAILY:
        return content

    def filled(block: Block) -> Block:
        if isinstance(block, TableBlock) and is_entered(block.table):
            return TableBlock(filled_table(block.table, numbers.get(block.table.key, {})))
        return block

    return replace(
        content,
        sections=tuple(Section(one.heading, tuple(map(filled, one.blocks))) for one in content.sections),
    )


def entered_tables(content: Content) -> Iterator[tuple[str, Table]]:
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, TableBlock) and is_entered(block.table):
                yield section.heading, block.table


def _blocks(parts: list[Part], past: Past, cycle: Cycle) -> Iterator[Block]:
    period = past.period
    figures = past.figures() if any(part.kind is PartKind.FIGURES for part in parts) else {}
    for part in parts:
        match part.kind:
            case PartKind.FIGURES:
                lines = tuple(
                    _line(BY_KEY[key], figures[key], period) for key in part.keys if key in figures
                )  # what this contract does not have is left out
                if lines:
                    yield FiguresBlock(lines)
            case PartKind.TABLE:
                yield TableBlock(table_of(past, part.keys[0]))
            case PartKind.CHART:
                yield ChartBlock(_chart(part, table_of(past, part.keys[0]), period))
            case PartKind.TEXT:
                yield TextBlock("", key=part.keys[0], prompt=part.note)
            case PartKind.ENTERED:
                heading = part.note or part.heading
                yield TableBlock(entered_table(part.keys[0], heading, part.columns, cycle, period))


def _line(figure: Figure, value: Value, period: Period) -> Line:
    target = _target_of(figure.key, period)
    if not target or value.whole is None:
        return Line(value, figure.label, figure.unit)
    is_met = value.part * 100 >= target * value.whole if value.whole else None
    return Line(value, figure.label, figure.unit, target=target, is_met=is_met)


def _target_of(key: str, period: Period) -> float | None:
    """As the contract had it on the last day. None: it has none."""
    if key == "answer_rate":
        return terms_on(period.last).target_percent or None
    if key == "availability":
        return float(value_of("targets.availability_percent", period.last)) or None
    return None


def _chart(part: Part, table: Table, period: Period) -> Chart:
    label, *others = (column.key for column in table.columns)
    wanted = tuple(key for key in part.columns if key in others) or tuple(others[:1])
    kind = part.chart or ChartKind.BARS
    # A sum beside the hours is no hour.
    shown = tuple(key for key in others if key != TOTAL) if kind is ChartKind.HEAT else wanted
    target = _target_of(wanted[0], period) if len(wanted) == 1 and kind is not ChartKind.HEAT else None
    return Chart(kind, table.key, part.note or table.heading, label, shown, target=target)


def _with_tables_of_charts(sections: Iterable[Section], past: Past) -> Iterator[Section]:
    """A chart whose table stands nowhere in the report gets it beside itself: nobody reads numbers off a picture."""
    sections = list(sections)
    there = {block.table.key for section in sections for block in section.blocks if isinstance(block, TableBlock)}
    for section in sections:
        blocks: list[Block] = []
        for block in section.blocks:
            blocks.append(block)
            if isinstance(block, ChartBlock) and block.chart.table not in there:
                there.add(block.chart.table)
                blocks.append(TableBlock(table_of(past, block.chart.table)))
        yield Section(section.heading, tuple(blocks))


def _definitions(sections: Iterable[Section], terms: Terms) -> Iterator[Definition]:
    """Of every figure that stands in the report, also as a column of a table."""
    seen: set[str] = set()
    for section in sections:
        for block in section.blocks:
            keys = (
                [line.value.key for line in block.lines]
                if isinstance(block, FiguresBlock)
                else [column.key for column in block.table.columns]
                if isinstance(block, TableBlock)
                else []
            )
            for key in keys:
                if key in BY_KEY and key not in seen:
                    seen.add(key)
                    yield definition_of(key, terms)


def definition_of(key: str, terms: Terms) -> Definition:
    """As this contract counts it."""
    one = BY_KEY[key]
    return Definition(key, one.label, one.formula_under(terms), one.version, one.source)
