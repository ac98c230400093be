"""The list as a file: CSV for Excel and for older office systems, and a workbook."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence

from openpyxl import Workbook

from madoguchi.core.text.cells import harmless
from madoguchi.web.frame.csv_file import BOM, as_cp932, without_shapes

FORMS = {
    "csv": ("CSV（UTF-8）", "text/csv; charset=utf-8", "csv"),
    "csv_cp932": ("CSV（Shift_JIS）", "text/csv; charset=shift_jis", "csv"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}
Rows = Iterable[Sequence[str]]
NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, 2.2


def file_of(form: str, headings: Sequence[str], rows: Rows) -> bytes:
    if form == "csv_cp932":
        rows = without_shapes(rows)
    cells = ([harmless(cell) for cell in row] for row in rows)
    if form == "xlsx":
        return _workbook(headings, cells)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(cells)
    if form == "csv_cp932":
        return as_cp932(text.getvalue())
    return (BOM + text.getvalue()).encode()


def _workbook(headings: Sequence[str], rows: Rows) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("予約")
    sheet.freeze_panes = "A2"
    sheet.append(headings)
    for row in rows:
        sheet.append([NO_XML.sub("〓", cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return _without_moments(file.getvalue())


def _without_moments(workbook: bytes) -> bytes:
    """The same cells make the same bytes at any time: a delivery that is fetched again must not differ."""
    timeless = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(timeless, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", part)
            new.writestr(zipfile.ZipInfo(name), part, compress_type=zipfile.ZIP_DEFLATED)
    return timeless.getvalue()
