"""A file of a million lines, read from wherever one stopped. Excel and older systems write cp932, others UTF-8."""

import codecs
import csv
import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from madoguchi.contacts.takeover.refusals import FileTooLong, FileUnreadable
from madoguchi.core.text.my_number import contains_my_number

MOST_BYTES = 2 * 1024**3
MOST_COLUMNS = 100
LONGEST_CELL = 100_000  # less than what the csv module takes by itself: past that it gives the line up
WORKBOOKS = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04")
UNREADABLE = "文字か引用符を読み取れない行です。"


@dataclass(frozen=True)
class Opened:
    """What is known of a file before anybody has said what its columns are."""

    digest: str
    size: int
    coding: str
    delimiter: str
    headings: list[str]
    position: int  # the byte behind the headings


@dataclass(frozen=True)
class Line:
    number: int  # as a spreadsheet counts: the headings are line 1
    cells: list[str] | None  # None: unreadable
    position: int  # the byte behind it


def folder() -> Path:
    return Path(settings.VAR) / "takeovers"


def path_of(key: uuid.UUID) -> Path:
    return folder() / f"{key}.csv"


def keep(chunks: Iterable[bytes], key: uuid.UUID) -> Path:
    """In the installation's own folder, for its own user only, until it has been taken over."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    path, size = path_of(key), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                path.unlink()
                raise FileTooLong
            file.write(chunk)
    return path


def erase(key: uuid.UUID) -> None:
    path_of(key).unlink(missing_ok=True)


def erase_forgotten(*, kept: Iterable[uuid.UUID], before: datetime) -> None:
    """What lies there without a batch: an upload that was cut off."""
    names = set(map(str, kept))
    for path in folder().glob("*.csv"):
        if path.stem not in names and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)


def look_into(path: Path) -> Opened:
    """Walks through the whole file once: is it text, in which coding, whose is it."""
    digest, is_utf8 = hashlib.sha256(), True
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as file:
        first = file.read(4)
        if first.startswith(WORKBOOKS):
            raise FileUnreadable("Excelのファイルは読めません。Excelで「CSV」として保存してから選んでください。")
        file.seek(0)
        while chunk := file.read(1024 * 1024):
            digest.update(chunk)
            if b"\0" in chunk:
                raise FileUnreadable(
                    "文字コードを読み取れません。CSV（UTF-8）か CSV（Shift_JIS）で保存してください。"
                )
            if is_utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
        size = file.tell()
        file.seek(0)
        coding = "utf-8-sig" if is_utf8 else "cp932"
        start = file.readline(LONGEST_CELL)
    try:
        delimiter = "\t" if "\t" in start.decode(coding) else ","
    except UnicodeDecodeError as error:
        raise FileUnreadable(
            "文字コードを読み取れません。CSV（UTF-8）か CSV（Shift_JIS）で保存してください。"
        ) from error
    line = next(lines_of(path, coding=coding, delimiter=delimiter, position=0, number=0), None)
    if line is None or line.cells is None or not any(line.cells) or line.position >= size:
        raise FileUnreadable(
            "見出しの行と、応対の行が要ります。1行目に「受付日時」「内容」などの見出しを書いてください。"
        )
    return Opened(digest.hexdigest(), size, coding, delimiter, _headings(line.cells), line.position)


def lines_of(path: Path, *, coding: str, delimiter: str, position: int, number: int) -> Iterator[Line]:
    """From this byte on; `number` is that of the line before. A line that cannot be read is told, and the next one
    read; empty lines are counted and left out."""
    with path.open("rb") as file:
        file.seek(position)
        while True:
            start = file.tell()
            reader = csv.reader(_decoded(file, coding), delimiter=delimiter, strict=True)
            try:
                for cells in reader:
                    number, start = number + 1, file.tell()
                    if any(len(cell) > LONGEST_CELL for cell in cells):
                        yield Line(number, None, start)
                    elif any(cell.strip() for cell in cells):
                        yield Line(number, cells, start)
            except (csv.Error, UnicodeDecodeError):
                # A quotation mark that is never closed would swallow the rest of the file: only this line is given up.
                file.seek(start)
                file.readline()
                number += 1
                yield Line(number, None, file.tell())
            else:
                return


def _decoded(file: BinaryIO, coding: str) -> Iterator[str]:
    while line := file.readline():
        text = line.decode(coding if file.tell() == len(line) else coding.removesuffix("-sig"))
        yield text.removesuffix("\r\n") + "\n" if text.endswith("\r\n") else text


def _headings(cells: list[str]) -> list[str]:
    """Each heading is another: a column without one, or with the same, is told by its place."""
    width = max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)
    if width > MOST_COLUMNS:
        raise FileTooLong(f"列が多すぎます（{MOST_COLUMNS}列まで）。")
    headings: list[str] = []
    for place, cell in enumerate(cells[:width], start=1):
        name = cell.strip()[:40] or f"{place}列目"
        name = f"{place}列目" if contains_my_number(name) else name
        headings.append(name if name not in headings else f"{name}（{place}列目）")
    return headings
