"""Tables as files: CSV in UTF-8 and Shift_JIS (cp932), and XLSX. What is written is read back to the letter."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from madoguchi.core.text.cells import as_written, harmless
from madoguchi.knowledge.exchange.refusals import CellsDoNotFit, FileTooLarge, FileUnreadable

BOM = "\ufeff"
MOST_BYTES = 4 * 1024 * 1024  # the web takes in 5 MB (config/body_limit.py)
MOST_UNPACKED = 100 * 1024 * 1024
MOST_LINES = 5000
MOST_COLUMNS = 100
MOST_SIGNS_IN_XLSX = 32_767  # Excel's own limit
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# What XML cannot hold, or would change on the way (a carriage return), as ECMA-376 (ST_Xstring) writes it.
NO_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
KEPT_NOWHERE = re.compile(r"[\0\ud800-\udfff]")  # no database keeps them, but ESCAPED can write them
# What zip, XML and openpyxl say of a file that is damaged, locked, packed otherwise or made to break them.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, KeyError, IndexError, AttributeError, TypeError, ValueError, SyntaxError,
    RuntimeError, NotImplementedError, EOFError, OSError,
)  # fmt: skip

Row = Sequence[str]


@dataclass(frozen=True)
class Form:
    label: str
    content_type: str
    ending: str
    write: Callable[[Row, Sequence[Row]], bytes]


@dataclass(frozen=True)
class Table:
    """`lines` beside the number that each has in its file."""

    headings: list[str]
    lines: list[tuple[int, list[str]]]


def read_table(content: bytes) -> Table:
    if len(content) > MOST_BYTES:
        raise FileTooLarge(
            f"ファイルが大きすぎます（{MOST_BYTES // 1024 // 1024}MBまで）。分けて取り込んでください。"
        )
    if content.startswith(OLE):
        raise FileUnreadable("古い形のExcelファイル（.xls）は読めません。「.xlsx」か「CSV」で保存してください。")
    rows = list(_xlsx_rows(content) if content.startswith(ZIP) else _csv_rows(content))
    numbered = [(number, row) for number, row in rows if any(row)]
    if not numbered:
        raise FileUnreadable("ファイルに何も書いてありません。")
    (_, headings), *lines = numbered
    if len(lines) > MOST_LINES:
        raise FileTooLarge(f"一度に読めるのは{MOST_LINES:,}行までです（{len(lines):,}行あります）。")
    width = max((place for place, cell in enumerate(headings, start=1) if cell.strip()), default=0)
    for number, line in lines:
        if any(line[width:]):
            raise FileUnreadable(f"{number}行目の列の数が、見出しより多くなっています。")
    return Table(
        [heading.strip() for heading in headings[:width]],
        [(number, (line + [""] * width)[:width]) for number, line in lines],
    )


def _csv_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter="\t" if "\t" in first and "," not in first else ",", strict=True
    )
    begins = 1
    try:
        for row in reader:
            yield begins, [as_written(cell) for cell in row]
            begins = reader.line_num + 1
    except csv.Error as error:
        raise FileUnreadable(f"{begins}行目から先を、CSVとして読めません（引用符の閉じ忘れなど）。") from error


def _decoded(content: bytes) -> str:
    """Excel writes UTF-8 with a BOM, cp932, or (as 「Unicode テキスト」) UTF-16."""
    codings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp932"]
    for coding in codings:
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.removeprefix(BOM)  # a second one, from a file that was saved twice
    raise FileUnreadable("文字コードを読み取れません。CSV（UTF-8）か CSV（Shift_JIS）で保存してください。")


def _xlsx_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise FileTooLarge
            # No spreadsheet writes one; words that stand for other words fill the memory.
            if any(_defines_words(packed, part) for part in packed.infolist()):
                raise FileUnreadable
        book = load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
            if number > MOST_LINES * 2:
                raise FileTooLarge
            yield number, [_xlsx_text(cell, number) for cell in row]
    except DAMAGED as error:
        raise FileUnreadable from error


def _defines_words(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with packed.open(part) as opened:
        beginning = opened.read(4096).replace(b"\0", b"")  # in UTF-16 too
    return b"<!DOCTYPE" in beginning or b"<!ENTITY" in beginning


def _xlsx_text(cell: Any, number: int) -> str:
    if cell.data_type == "f":
        raise FileUnreadable(f"{number}行目に計算式のセルがあります。値に直してから取り込んでください。")
    match cell.value:
        case None:
            return ""
        case bool():
            return "はい" if cell.value else ""
        case datetime():
            return cell.value.date().isoformat()
        case date():
            return cell.value.isoformat()
        case float() if cell.value.is_integer():
            return str(int(cell.value))
        case _:
            text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(cell.value))
            return as_written(KEPT_NOWHERE.sub("", text))


def _csv_utf8(headings: Row, rows: Sequence[Row]) -> bytes:
    return (BOM + _csv_text(headings, rows)).encode()


def _csv_cp932(headings: Row, rows: Sequence[Row]) -> bytes:
    misfits = [
        f"{row[0] or f'{number}行目'}の{heading}（{''.join(dict.fromkeys(strange))}）"
        for number, row in enumerate(rows, start=2)
        for heading, cell in zip(headings, row, strict=True)
        if (strange := [sign for sign in cell if not _fits_cp932(sign)])
    ]
    if misfits:
        raise CellsDoNotFit("Shift_JISでは書けない文字があります。CSV（UTF-8）かExcelを選んでください", misfits)
    return _csv_text(headings, rows).encode("cp932")


def _fits_cp932(sign: str) -> bool:
    try:
        return sign.encode("cp932").decode("cp932") == sign
    except UnicodeError:
        return False


def _csv_text(headings: Row, rows: Sequence[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _xlsx(headings: Row, rows: Sequence[Row]) -> bytes:
    kept = [[_for_xml(harmless(cell)) for cell in row] for row in rows]
    if too_long := [
        f"{row[0]}の{heading}"
        for row in kept
        for heading, cell in zip(headings, row, strict=True)
        if len(cell) > MOST_SIGNS_IN_XLSX
    ]:
        raise CellsDoNotFit("Excelの1つの欄に入らない長さです。CSV（UTF-8）を選んでください", too_long)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("FAQ")
    sheet.freeze_panes = "A2"
    for place in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 14 if place <= 3 else 32
    sheet.append(list(headings))
    for row in kept:
        sheet.append([_text_cell(sheet, cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _for_xml(text: str) -> str:
    return NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text or None)
    if text:
        cell.data_type = "s"  # 「#N/A」 and the like are text too
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


FORMS = {
    "csv": Form("CSV（UTF-8）", "text/csv; charset=utf-8", "csv", _csv_utf8),
    "csv_cp932": Form("CSV（Shift_JIS）", "text/csv; charset=shift_jis", "csv", _csv_cp932),
    "xlsx": Form("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", _xlsx),
}
