"""A file compared with what stands, line by line. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from madoguchi.core.text.my_number import contains_my_number
from madoguchi.knowledge.articles.rules import FIELD_LABELS, Content, changed_fields
from madoguchi.knowledge.exchange.columns import MAIN, QUESTION, Column, columns_for, columns_under
from madoguchi.knowledge.exchange.lines import CellError, Cells, Filed, filed_from, line_of

MAY_EXPORT = "faq.export"
NUMBER = re.compile(r"FAQ-[0-9]{4,9}")


class ImportState(StrEnum):
    READ = "read"
    TAKEN_IN = "taken_in"
    GIVEN_UP = "given_up"


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


VERDICT_LABELS = {
    Verdict.NEW: "新しい",
    Verdict.CHANGED: "変わる",
    Verdict.SAME: "同じ",
    Verdict.REFUSED: "取り込めない",
}


class Mode(StrEnum):
    DRAFT = "draft"
    PUBLISH = "publish"


# One transaction writes them all, and on SQLite everybody else waits for it: ten seconds at most, measured with
# others at work. A published article is four steps and its words in the index.
MOST_WRITTEN = {Mode.DRAFT: 500, Mode.PUBLISH: 200}
MODE_LABELS = {Mode.DRAFT: "下書きとして取り込む", Mode.PUBLISH: "承認して公開する"}


@dataclass(frozen=True)
class Standing:
    """The newest revision of an article. `published`: what citizens are answered with, where that is another one."""

    filed: Filed
    revision: int
    published: Content | None = None
    is_open: bool = False
    is_retired: bool = False


@dataclass(frozen=True)
class Known:
    """What a file may name. `may_write`: the categories in which its writer may write."""

    standing: Mapping[str, Standing]
    categories: frozenset[str]
    may_write: frozenset[str]
    procedures: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True)
class Problem:
    line: int
    heading: str  # "" when the whole line is meant
    why: str


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Judged:
    line: int
    verdict: Verdict
    filed: Filed | None = None
    standing: Standing | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def notes(self) -> list[str]:
        if self.verdict is Verdict.NEW and self.filed and self.filed.number:
            return [f"{self.filed.number}というFAQは、ここにはありません。この番号の新しいFAQになります。"]
        if self.verdict is not Verdict.CHANGED or self.standing is None:
            return []
        if self.standing.is_open:
            return [f"書きかけの第{self.standing.revision}版に替わります。"]
        return ["取り下げたFAQです。"] if self.standing.is_retired else []


@dataclass(frozen=True)
class Comparison:
    lines: tuple[Judged, ...]
    headings: tuple[Problem, ...] = ()  # what is wrong with the first line
    new_categories: tuple[str, ...] = ()
    counts: Mapping[Verdict, int] = field(default_factory=dict)

    @property
    def fits(self) -> bool:
        return not self.headings and not self.counts[Verdict.REFUSED]

    @property
    def written(self) -> list[Judged]:
        return [one for one in self.lines if one.verdict in (Verdict.NEW, Verdict.CHANGED)]

    @property
    def problems(self) -> list[Problem]:
        return [*self.headings, *(problem for one in self.lines for problem in one.problems)]


Line = tuple[int, Sequence[str]]


def compare(
    headings: Sequence[str], lines: Sequence[Line], refused: frozenset[tuple[int, int]], known: Known
) -> Comparison:
    """`refused`: (line, place) of cells in which a My Number stood."""
    columns, wrong = _columns(headings)
    if wrong:
        return Comparison((), tuple(wrong), counts=_counted(()))
    given = [_cells(columns, cells) for _, cells in lines]
    times = Counter(number for cells in given if (number := _number_in(cells)))
    in_file = frozenset(times)
    judged = tuple(
        _judge(number, cells, _of_line(refused, number, columns), times, in_file, known)
        for (number, _), cells in zip(lines, given, strict=True)
    )
    named = (one.filed.category for one in judged if one.filed and one.verdict is not Verdict.REFUSED)
    return Comparison(
        judged,
        new_categories=tuple(dict.fromkeys(name for name in named if name not in known.categories)),
        counts=_counted(judged),
    )


def _columns(headings: Sequence[str]) -> tuple[list[Column | None], list[Problem]]:
    columns, strange = columns_under(headings)
    problems = [Problem(1, heading, "この見出しの列はありません。") for heading in strange]
    for heading, times in Counter(column.heading for column in columns if column).items():
        if times > 1:
            problems.append(Problem(1, heading, "同じ見出しの列が2つあります。"))
    if QUESTION not in columns:
        problems.append(Problem(1, QUESTION.heading, "この見出しの列が要ります。"))
    return columns, problems


def _cells(columns: Sequence[Column | None], cells: Sequence[str]) -> Cells:
    return {column: cell for column, cell in zip(columns, cells, strict=True) if column}


def _number_in(cells: Cells) -> str:
    return next((cell.strip() for column, cell in cells.items() if column.key == "number"), "")


def _of_line(refused: Iterable[tuple[int, int]], line: int, columns: Sequence[Column | None]) -> list[Column]:
    return [column for number, place in refused if number == line and (column := columns[place])]


def _judge(
    line: int,
    cells: Cells,
    guarded: Sequence[Column],
    times: Mapping[str, int],
    in_file: frozenset[str],
    known: Known,
) -> Judged:
    number = _number_in(cells)
    standing = known.standing.get(number)
    problems = [
        Problem(line, column.heading, "個人番号（マイナンバー）と思われる数字があります。") for column in guarded
    ]
    problems += [
        Problem(line, column.heading, f"長すぎます（{column.most:,}文字まで）。")
        for column, cell in cells.items()
        if len(cell) > column.most
    ]
    if times.get(number, 0) > 1:
        problems.append(Problem(line, "番号", f"{number}が、ファイルに2度あります。"))
    elif number and not NUMBER.fullmatch(number):
        problems.append(
            Problem(line, "番号", "「FAQ-0001」のように書くか、空にしてください（空なら番号を付けます）。")
        )
    try:
        filed = filed_from(cells, standing.filed if standing else None)
    except CellError as error:
        return Judged(line, Verdict.REFUSED, problems=(*problems, Problem(line, error.column.heading, error.why)))
    problems += _misfits(line, filed, standing, in_file, known)
    if problems:
        return Judged(line, Verdict.REFUSED, filed, standing, problems=tuple(problems))
    return _verdict(line, filed, standing)


def _misfits(
    line: int, filed: Filed, standing: Standing | None, in_file: frozenset[str], known: Known
) -> list[Problem]:
    named = {filed.category, standing.filed.category if standing else filed.category}
    problems = [
        Problem(line, "分類", f"「{name}」を編集できるのは、指名された人だけです。")
        for name in sorted(named & known.categories - known.may_write)
    ]
    if not filed.content.question.strip():
        problems.append(Problem(line, QUESTION.heading, "質問が空です。"))
    if not filed.category.strip():
        problems.append(Problem(line, "分類", "分類が空です。"))
    if strange := [code for code in filed.content.belongings if code not in known.procedures]:
        problems.append(Problem(line, FIELD_LABELS["belongings"], f"登録のない手続きです：{'、'.join(strange)}"))
    if strange := [number for number in filed.content.related if number not in known.numbers | in_file]:
        problems.append(Problem(line, FIELD_LABELS["related"], f"登録のないFAQです：{'、'.join(strange)}"))
    return problems


def _verdict(line: int, filed: Filed, standing: Standing | None) -> Judged:
    if standing is None:
        return Judged(line, Verdict.NEW, filed)
    before = standing.filed
    is_filed_alike = (filed.category, filed.department) == (before.category, before.department)
    if is_filed_alike and filed.content in (before.content, standing.published):
        return Judged(line, Verdict.SAME, filed, standing)
    return Judged(line, Verdict.CHANGED, filed, standing, changes=_changes(before, filed))


def _changes(before: Filed, after: Filed) -> tuple[Change, ...]:
    """Cell by cell, as the file has them."""
    languages = {*before.content.translations, *after.content.translations}
    columns = columns_for(languages if "translations" in changed_fields(before.content, after.content) else ())
    columns = tuple(column for column in columns if column is not MAIN[0])
    cells = zip(columns, line_of(before, columns), line_of(after, columns), strict=True)
    return tuple(Change(column.heading, old, new) for column, old, new in cells if old != new)


def _counted(lines: Iterable[Judged]) -> dict[Verdict, int]:
    found = Counter(one.verdict for one in lines)
    return {verdict: found[verdict] for verdict in Verdict}


def guarded_cells(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """(line, place) of each cell that looks like a My Number."""
    return [
        (number, place) for number, cells in lines for place, cell in enumerate(cells) if contains_my_number(cell)
    ]
