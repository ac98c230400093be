"""A file from the city's office as headings and cells. Excel writes UTF-8 with a BOM or Shift_JIS (cp932)."""

import csv
import io

from madoguchi.booking.ledger_import.refusals import LedgerTooLong, LedgerUnreadable

MOST_BYTES = 2 * 1024 * 1024
# One transaction books them all, and on SQLite everybody else waits for it: some seconds at most.
MOST_LINES = 1000
MOST_COLUMNS = 60
MOST_SIGNS = 1000  # in a cell
BEGINNINGS = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04")  # .xls, .xlsx


def read_table(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Headings, and lines of as many cells. Empty lines are left out."""
    if content.startswith(BEGINNINGS):
        raise LedgerUnreadable("Excelのファイルは読めません。Excelで「CSV」として保存してから選んでください。")
    if len(content) > MOST_BYTES:
        raise LedgerTooLong(
            f"ファイルが大きすぎます（{MOST_BYTES // 1024 // 1024}MBまで）。分けて取り込んでください。"
        )
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    try:
        found = list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in first else ","))
    except csv.Error as error:
        raise LedgerUnreadable from error
    lines = [[cell.strip() for cell in line] for line in found if any(cell.strip() for cell in line)]
    if len(lines) < 2:
        raise LedgerUnreadable(
            "見出しの行と、予約の行が要ります。1行目に「日付」「時刻」「氏名」などの見出しを書いてください。"
        )
    if len(lines) - 1 > MOST_LINES:
        raise LedgerTooLong(
            f"一度に取り込めるのは{MOST_LINES:,}行までです（{len(lines) - 1:,}行あります）。分けて取り込んでください。"
        )
    headings = _headings(lines[0])
    width = len(headings)
    for number, line in enumerate(lines[1:], start=2):
        if len(line) > width and any(line[width:]):
            raise LedgerUnreadable(f"{number}行目の列の数が、見出しより多くなっています。")
        if any(len(cell) > MOST_SIGNS for cell in line):
            raise LedgerUnreadable(f"{number}行目に、長すぎる欄があります（{MOST_SIGNS}文字まで）。")
    return headings, [(line + [""] * width)[:width] for line in lines[1:]]


def _decoded(content: bytes) -> str:
    for coding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise LedgerUnreadable("文字コードを読み取れません。CSV（UTF-8）か CSV（Shift_JIS）で保存してください。")


def _headings(cells: list[str]) -> list[str]:
    """Each heading is another: a column without one, or with the same, is told by its place."""
    width = max((place for place, cell in enumerate(cells, start=1) if cell), default=0)
    if width > MOST_COLUMNS:
        raise LedgerTooLong(f"列が多すぎます（{MOST_COLUMNS}列まで）。")
    headings: list[str] = []
    for place, cell in enumerate(cells[:width], start=1):
        name = cell[:40] or f"{place}列目"
        headings.append(name if name not in headings else f"{name}（{place}列目）")
    return headings
