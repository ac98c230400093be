"""Reading what was handed over, and holding ours against it. Pure."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

MONTH = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D?(\d{1,2}\D?)?")
LONGEST_LINE = 1000
MOST_LINES = 5000
FIRST_YEAR, LAST_YEAR = 2000, 2199


@dataclass(frozen=True)
class Line:
    month: date
    figure: str
    value: float


@dataclass(frozen=True)
class Fault:
    number: int  # of the line, the heading being the first
    reason: str


@dataclass(frozen=True)
class Base:
    """What a month of ours is held against."""

    value: float
    month: date | None  # the same month of an earlier year; None: the mean of all months that are known
    months: int  # how many the mean is of


@dataclass(frozen=True)
class Compared:
    difference: Fraction  # ours less theirs
    is_kept: bool | None  # not worse than theirs; None: the figure has no better side


def read_lines(text: str, figures: Mapping[str, str]) -> tuple[list[Line], list[Fault]]:
    """年月,指標,値. `figures`: what a figure may be called, to its key. Either all lines, or what is wrong with each."""
    no_csv = [Fault(1, "CSVとして読めません。「年月,指標,値」の行だけにしてください。")]
    if any(len(line) > LONGEST_LINE for line in text.splitlines()):
        return [], no_csv
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=None)))
    except csv.Error:  # a quotation mark that is never closed makes one cell of all that follows
        return [], no_csv
    if len(rows) > MOST_LINES:
        return [], [Fault(MOST_LINES + 1, f"一度に読めるのは{MOST_LINES}行までです。")]
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=1):
        cells = [unicodedata.normalize("NFKC", cell).strip() for cell in row]
        if not any(cells) or (number == 1 and not MONTH.match(cells[0])):
            continue
        found = _read(cells, figures)
        if isinstance(found, str):
            faults.append(Fault(number, found))
        elif any((one.month, one.figure) == (found.month, found.figure) for one in lines):
            faults.append(Fault(number, "同じ月の同じ指標が、前の行にもあります。"))
        else:
            lines.append(found)
    if not lines and not faults:
        faults.append(Fault(1, "値の行がありません。"))
    return ([], faults) if faults else (lines, [])


def read_month(text: str) -> date | None:
    """2025-04, 2025/4, 2025年4月, 2025-04-01."""
    found = MONTH.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    return date(year, month, 1) if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 else None


def read_value(text: str) -> float | None:
    """82.5, 82.5%, 1,234."""
    found = re.fullmatch(r"\d{1,12}(\.\d{1,6})?", text.replace(",", "").removesuffix("%").strip())
    return float(found[0]) if found else None


def _read(cells: list[str], figures: Mapping[str, str]) -> Line | str:
    if len(cells) < 3:
        return "「年月,指標,値」の3つの欄が要ります。"
    month, key, value = read_month(cells[0]), figures.get(cells[1]), read_value(cells[2])
    if month is None:
        return f"年月「{cells[0][:20]}」は「2025-04」のように書いてください。"
    if key is None:
        return f"指標「{cells[1][:40]}」はありません。"
    if value is None:
        return f"値「{cells[2][:20]}」は、0以上の数で書いてください。"
    return Line(month, key, value)


def base_for(month: date, values: Mapping[date, float]) -> Base | None:
    """The same month of the newest earlier year: calls follow the year. Else the mean of all that is known."""
    same = max((one for one in values if one.month == month.month and one < month), default=None)
    if same is not None:
        return Base(values[same], same, 1)
    if not values:
        return None
    return Base(sum(values.values()) / len(values), None, len(values))


def compared(ours: Fraction, base: Base, *, higher_is_better: bool | None) -> Compared:
    difference = ours - Fraction(str(base.value))
    if higher_is_better is None:
        return Compared(difference, None)
    return Compared(difference, difference >= 0 if higher_is_better else difference <= 0)
