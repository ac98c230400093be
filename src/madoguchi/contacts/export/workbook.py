"""Rows as a workbook, written as they are read: memory does not grow with them."""

import io
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet._writer import ALL_TEMP_FILES, WorksheetWriter

from madoguchi.core.text.cells import NO_XML, harmless

MOST_ROWS = 1_048_575  # Excel's own limit, less the headings


def save_workbook(
    out: Path | io.BytesIO, heads: list[str], rows: Iterable[list[str]], *, beside: Path | None = None
) -> None:
    """`beside`: where the sheet grows until it is packed; else where the machine keeps what is temporary."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("応対")
    sheet.freeze_panes = "A2"
    if beside:
        ALL_TEMP_FILES.append(str(beside))  # openpyxl erases what stands here, and expects to find it here
        sheet._writer = WorksheetWriter(sheet, str(beside))
        sheet._writer.write_top()
    try:
        sheet.append(heads)
        for row in rows:
            sheet.append([harmless(NO_XML.sub("〓", cell)) for cell in row])
        book.save(out)
    finally:
        if not sheet.closed:  # given up in the midst
            sheet.close()
        if sheet._writer.out in ALL_TEMP_FILES:  # nor is it left lying when the disk is full at the very end
            sheet._writer.cleanup()
