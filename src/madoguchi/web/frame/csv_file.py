"""Files that people open in a spreadsheet: UTF-8 with BOM, so that Excel opens them, and no cell is a formula."""

import csv
from collections.abc import Iterable, Iterator

from madoguchi.core.text.cells import harmless

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
