"""A report as CSV: its parts one below the other, each with its heading, an empty line between. cp932 for older offices."""

import csv
import io

from madoguchi.core.text.cells import harmless
from madoguchi.core.text.kana import VARIATION_SELECTORS
from madoguchi.metrics.past.shapes import Cell
from madoguchi.reports.content import Content
from madoguchi.web.frame.csv_file import BOM, as_cp932
from madoguchi.web.manager.reports.files.rows import Part, cover_of, definitions_of, parts_of


def csv_of(content: Content) -> bytes:
    return (BOM + _text(content)).encode()


def csv_cp932_of(content: Content) -> bytes:
    return as_cp932(_text(content, without_shapes=True))


def _text(content: Content, *, without_shapes: bool = False) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)

    def write(cells: tuple[Cell, ...]) -> None:
        writer.writerow(
            [
                _cell(VARIATION_SELECTORS.sub("", one) if without_shapes and isinstance(one, str) else one)
                for one in cells
            ]
        )

    def write_part(part: Part) -> None:
        if part.heading:
            write((part.heading,))
        for cells in part.rows:
            write(cells)
        writer.writerow([])

    write_part(cover_of(content))
    for number, section in enumerate(content.sections, start=1):
        write((f"{number}. {section.heading}",))
        for part in parts_of(section.blocks):
            write_part(part)
    if content.definitions:
        write_part(definitions_of(content))
    return text.getvalue()


def _cell(value: Cell) -> Cell:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, float):
        # A mean has no end: what a machine calculates on with, and a person still reads.
        return int(value) if value.is_integer() else round(value, 3)
    return value
