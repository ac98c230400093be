"""Files that people open in a spreadsheet: UTF-8 with BOM, so that Excel opens them, and no cell is a formula."""

import codecs
import csv
from collections.abc import Iterable, Iterator

from madoguchi.core.text.cells import harmless
from madoguchi.core.text.kana import VARIATION_SELECTORS

BOM = "\ufeff"


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Line by line, so that a long file can be sent while it is still being read."""
    writer = csv.writer(_Echo())
    yield BOM + str(writer.writerow(map(harmless, headings)))
    for row in rows:
        yield str(writer.writerow(map(harmless, row)))


def as_cp932(line: str) -> bytes:
    """For older office systems. A character that cp932 lacks becomes 〓, as printers do: seen at once, and the rest
    of the name stays."""
    return line.removeprefix(BOM).encode("cp932", "geta")


def without_shapes(rows: Iterable[Iterable[str]]) -> Iterator[list[str]]:
    """cp932 has no signs that only choose the shape of a character. Left out before a formula is looked for: one may
    begin behind such a sign."""
    for row in rows:
        yield [VARIATION_SELECTORS.sub("", cell) for cell in row]


def _with_geta(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "〓" * (error.end - error.start), error.end


codecs.register_error("geta", _with_geta)
