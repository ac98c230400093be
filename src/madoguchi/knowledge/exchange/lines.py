"""A line of the table from an article, and an article from a line. Pure.

A column that a file lacks leaves what stands; an empty cell empties it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from madoguchi.knowledge.articles.rules import AUDIENCE_LABELS, Audience, Content, Translated, lines_of
from madoguchi.knowledge.exchange.columns import MAIN, Column, columns_of
from madoguchi.knowledge.languages import TRANSLATED

YES, NO = "はい", ""
DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
AUDIENCES = {label: audience for audience, label in AUDIENCE_LABELS.items()}


@dataclass(frozen=True)
class Filed:
    """An article as the table has it."""

    number: str
    category: str
    department: str
    content: Content


Cells = Mapping[Column, str]


class CellError(ValueError):
    """The cell in this column cannot be what its column says."""

    def __init__(self, column: Column, why: str) -> None:
        super().__init__(why)
        self.column, self.why = column, why


def line_of(filed: Filed, columns: Sequence[Column]) -> list[str]:
    return [_cell(filed, column) for column in columns]


def filed_from(cells: Cells, standing: Filed | None) -> Filed:
    """What the article would be. Raises `CellError`."""
    base = standing or Filed("", "", "", Content(question=""))
    main = {column.key: (column, cells[column]) for column in MAIN if column in cells}
    said: dict[str, Any] = {key: read(*main[key]) for key, read in _READ.items() if key in main}
    said["translations"] = _translations(cells, base.content.translations)
    return Filed(
        number=_text(main, "number", base.number).strip(),
        category=_text(main, "category", base.category),
        department=_text(main, "department", base.department),
        content=replace(base.content, **said),
    )


def _text(main: Mapping[str, tuple[Column, str]], key: str, otherwise: str) -> str:
    return main[key][1] if key in main else otherwise


def _cell(filed: Filed, column: Column) -> str:
    if column.language:
        text = filed.content.translations.get(column.language)
        return _written(getattr(text, column.key)) if text else ""
    holder = filed if column.key in ("number", "category", "department") else filed.content
    return _written(getattr(holder, column.key), between=_BETWEEN.get(column.key, "\n"))


_BETWEEN = {"belongings": " ", "related": " "}


def _written(value: Any, *, between: str = "\n") -> str:
    match value:
        case Audience():
            return AUDIENCE_LABELS[value]
        case bool():
            return YES if value else NO
        case date():
            return value.isoformat()
        case tuple():
            return between.join(value)
        case None:
            return ""
        case _:
            return str(value)


def _translations(cells: Cells, standing: Mapping[str, Translated]) -> dict[str, Translated]:
    found = {}
    for code in TRANSLATED:
        own = {column.key: (column, cells[column]) for column in columns_of(code) if column in cells}
        before = standing.get(code)
        if any(cell for _, cell in own.values()):
            said: dict[str, Any] = {key: _READ_TRANSLATION[key](*cell) for key, cell in own.items()}
            text = replace(before or Translated(question=""), **said)
            if not text.question:
                question = columns_of(code)[0]
                raise CellError(question, "ほかの言語の欄があるときは、その言語の質問も書いてください。")
            found[code] = text
        elif before is not None and not own:
            found[code] = before
    return found


def _as_is(_column: Column, cell: str) -> str:
    return cell


def _as_lines(_column: Column, cell: str) -> tuple[str, ...]:
    return lines_of(cell)


def _as_words(_column: Column, cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(re.split(r"[\s、，,]+", cell.strip()))) if cell.strip() else ()


def _as_audience(column: Column, cell: str) -> Audience:
    if not cell.strip():
        return Audience.INTERNAL
    if (found := AUDIENCES.get(cell.strip())) is None:
        raise CellError(column, f"「{'」か「'.join(AUDIENCES)}」と書いてください。")
    return found


def _as_day(column: Column, cell: str) -> date | None:
    if not cell.strip():
        return None
    if found := DAY.match(cell.strip()):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            pass
    raise CellError(column, "「2027-04-01」のように書いてください。")


def _as_yes(column: Column, cell: str) -> bool:
    if cell.strip() not in (YES, NO, "いいえ"):
        raise CellError(column, f"「{YES}」と書くか、空にしてください。")
    return cell.strip() == YES


_READ: dict[str, Callable[[Column, str], Any]] = {
    "question": _as_is,
    "phrasings": _as_lines,
    "short_answer": _as_is,
    "full_answer": _as_is,
    "belongings": _as_words,
    "related": _as_words,
    "audience": _as_audience,
    "source": _as_is,
    "review_on": _as_day,
    "to_confirm": _as_yes,
}
_READ_TRANSLATION: dict[str, Callable[[Column, str], Any]] = {
    "question": _as_is,
    "phrasings": _as_lines,
    "short_answer": _as_is,
    "full_answer": _as_is,
    "is_reviewed": _as_yes,
}
