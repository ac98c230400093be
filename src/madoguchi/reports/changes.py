"""What a report says otherwise than the version before it, in words. Pure."""

from collections.abc import Iterator
from math import floor

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.shapes import Cell, Table
from madoguchi.reports.content import Content, FiguresBlock, Line, TableBlock, TextBlock

MOST_NAMED = 40  # of the cells of one table
NOTHING = "—"


def changes_between(before: Content, after: Content) -> tuple[str, ...]:
    return (
        *_sections(before, after),
        *_figures(before, after),
        *_tables(before, after),
        *_texts(before, after),
        *_definitions(before, after),
    )


def written(cell: Cell) -> str:
    if cell is None:
        return NOTHING
    return cell if isinstance(cell, str) else f"{cell:,}" if isinstance(cell, int) else f"{cell:,.1f}"


def _sections(before: Content, after: Content) -> Iterator[str]:
    had, has = [one.heading for one in before.sections], [one.heading for one in after.sections]
    yield from (f"「{heading}」を加えました。" for heading in has if heading not in had)
    yield from (f"「{heading}」をなくしました。" for heading in had if heading not in has)


def _figures(before: Content, after: Content) -> Iterator[str]:
    had, has = _lines(before), _lines(after)
    for key, line in has.items():
        old = had.get(key)
        if old is None:
            yield f"{line.label}を加えました（{_shown(line)}）。"
        elif (old.value.part, old.value.whole) != (line.value.part, line.value.whole):
            yield f"{line.label}：{_shown(old)} → {_shown(line)}"
        elif old.target != line.target:
            yield f"{line.label}の目標：{written(old.target)} → {written(line.target)}"
    yield from (f"{line.label}をなくしました。" for key, line in had.items() if key not in has)


def _shown(line: Line) -> str:
    """A share with its two numbers: a change that rounding hides is one still."""
    part, whole = line.value.part, line.value.whole
    number = line.number
    if number is None:
        return NOTHING
    if whole is None:
        return f"{written(_short(number))}{line.unit or ''}"
    rounded = floor(number * 10) / 10 if line.unit is Unit.PERCENT else number  # never up to what was not reached
    return f"{written(rounded)}{line.unit or ''}（{written(_short(part))}/{written(_short(whole))}）"


def _short(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _lines(content: Content) -> dict[str, Line]:
    return {
        line.value.key: line
        for section in content.sections
        for block in section.blocks
        if isinstance(block, FiguresBlock)
        for line in block.lines
    }


def _tables(before: Content, after: Content) -> Iterator[str]:
    had, has = _tables_of(before), _tables_of(after)
    for key, table in has.items():
        if key not in had:
            yield f"表「{table.heading}」を加えました。"
            continue
        found = list(_cells(had[key], table))
        yield from (f"表「{table.heading}」{one}" for one in found[:MOST_NAMED])
        if len(found) > MOST_NAMED:
            yield f"表「{table.heading}」のほか{len(found) - MOST_NAMED}か所"
    yield from (f"表「{table.heading}」をなくしました。" for key, table in had.items() if key not in has)


def _tables_of(content: Content) -> dict[str, Table]:
    return {
        block.table.key: block.table
        for section in content.sections
        for block in section.blocks
        if isinstance(block, TableBlock)
    }


def _cells(before: Table, after: Table) -> Iterator[str]:
    """Row by row, each known by what stands first in it; the sum at the bottom is a row too."""
    had, has = _rows(before), _rows(after)
    labels = {column.key: column.label for column in (*before.columns, *after.columns)}
    for name, cells in has.items():
        if name not in had:
            yield f"の行「{name}」を加えました。"
            continue
        for key in {**had[name], **cells}:
            old, new = had[name].get(key), cells.get(key)
            if old != new:
                yield f"{name}の{labels[key]}：{written(old)} → {written(new)}"
    yield from (f"の行「{name}」をなくしました。" for name in had if name not in has)


def _rows(table: Table) -> dict[str, dict[str, Cell]]:
    keys = [column.key for column in table.columns]
    rows: dict[str, dict[str, Cell]] = {}
    for cells in (*table.rows, *([table.total] if table.total else [])):
        name = written(cells[0]) if cells else ""
        while name in rows:
            name += "′"
        rows[name] = dict(zip(keys[1:], cells[1:], strict=False))
    return rows


def _texts(before: Content, after: Content) -> Iterator[str]:
    had, has = _texts_of(before), _texts_of(after)
    for place, words in has.items():
        if had.get(place, "") != words:
            verb = "書き直しました" if had.get(place) else "書き加えました"
            yield f"「{place[0]}」の文章を{verb if words else '消しました'}。"


def _texts_of(content: Content) -> dict[tuple[str, str], str]:
    return {
        (section.heading, block.key): block.words
        for section in content.sections
        for block in section.blocks
        if isinstance(block, TextBlock)
    }


def _definitions(before: Content, after: Content) -> Iterator[str]:
    had = {one.key: one for one in before.definitions}
    for one in after.definitions:
        old = had.get(one.key)
        if old and (old.version, old.formula) != (one.version, one.formula):
            yield f"{one.label}の数え方：第{old.version}版 → 第{one.version}版"
