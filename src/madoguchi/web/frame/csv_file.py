"""Files that people open in a spreadsheet: UTF-8 with BOM, so that Excel opens them, and no cell is a formula."""

import csv
from collections.abc import Iterable, Iterator

BOM = "\ufeff"
# As a spreadsheet with Japanese keyboards reads them too.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Line by line, so that a long file can be sent while it is still being read."""
    writer = csv.writer(_Echo())
    yield BOM + str(writer.writerow(map(harmless, headings)))
    for row in rows:
        yield str(writer.writerow(map(harmless, row)))


def harmless(cell: str) -> str:
    """A cell that would be taken for a formula is shown as text."""
    return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell
