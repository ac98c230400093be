"""Files that were made to break whoever reads them: each is refused in words, and nothing of it is kept."""

import errno
import io
import re
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from madoguchi.accounts.rights import Role
from madoguchi.booking.external.actions import read_months
from madoguchi.booking.external.refusals import MonthsUnreadable
from madoguchi.contacts.export.workbook import save_workbook
from madoguchi.knowledge.exchange.formats import FORMS, read_table
from madoguchi.knowledge.exchange.models import FaqImport
from madoguchi.knowledge.exchange.refusals import FileUnreadable
from madoguchi.metrics.baseline.models import BaselineValue
from tests.hostile.conftest import SignIn
from tests.worlds import applied

WHOLE = FORMS["xlsx"].write(["番号", "質問"], [["", "カードはいつ届きますか"]])
BOOK, STYLES, SHEET = "xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"
BIG_QUOTE = '"' + ("あ" * 900 + "\n") * 150


def spoilt(place: int, value: bytes) -> bytes:
    """The first part of the archive, changed where the archive tells of it and where it begins."""
    found = bytearray(WHOLE)
    listed = found.find(b"PK\x01\x02")
    found[listed + place + 2 : listed + place + 2 + len(value)] = value
    found[place : place + len(value)] = value
    return bytes(found)


def rewritten(part: str, change: Callable[[bytes], bytes]) -> bytes:
    out, packed = io.BytesIO(), zipfile.ZipFile(io.BytesIO(WHOLE))
    with zipfile.ZipFile(out, "w") as again:
        for one in packed.namelist():
            again.writestr(one, change(packed.read(one)) if one == part else packed.read(one))
    return out.getvalue()


def garbled() -> bytes:
    """Its first part can be found, and not be unpacked."""
    first = zipfile.ZipFile(io.BytesIO(WHOLE)).infolist()[0]
    begins = first.header_offset + struct.calcsize("<4s5H3I2H") + len(first.filename)
    return WHOLE[: begins + 2] + b"\xff" * 10 + WHOLE[begins + 12 :]


DAMAGED = {
    "garbled": garbled(),
    "locked by a password": spoilt(6, b"\x01\x00"),
    "packed in a way nobody knows": spoilt(8, struct.pack("<H", 97)),
    "a sheet without a name": rewritten(BOOK, lambda xml: re.sub(rb'<sheet [^>]*?name="[^"]*"', b"<sheet ", xml)),
    "styles that are none": rewritten(STYLES, lambda xml: re.sub(rb'val="\d+"', b'val="x"', xml)),
}


@pytest.mark.req("FAQ-14")
@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_workbook_is_refused_in_words(damage: str) -> None:
    with pytest.raises(FileUnreadable) as refused:
        read_table(DAMAGED[damage])
    assert "読めません" in str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ["_xD800_", "_x0000_"])
def test_signs_that_no_database_keeps_are_left_out_of_a_workbook(sign: str, signed_in: SignIn) -> None:
    applied("nishitokyo")
    content = rewritten(SHEET, lambda xml: xml.replace("いつ".encode(), sign.encode()))
    manager = signed_in(Role.DATA_STAFF)
    answer = manager.post("/staff/knowledge/exchange/", {"file": SimpleUploadedFile("faq.xlsx", content)})
    assert answer.status_code == 302
    assert manager.get(answer["Location"]).status_code == 200
    assert FaqImport.objects.count() == 1
    assert read_table(content).lines == [(2, ["", "カードは届きますか"])]


@pytest.mark.parametrize("text", ["2026-04,1\r2026-05,2\r", "2026-04,1\n2026-05,2", "2026-04,1\r\n2026-05,2\r\n"])
def test_every_end_of_a_line_ends_a_line(text: str) -> None:
    assert list(read_months(text).values()) == [1, 2]


def test_a_cell_that_never_ends_is_no_month() -> None:
    with pytest.raises(MonthsUnreadable):
        read_months('"' + "\ufdfa" * 9000)  # each becomes 18 signs when it is tidied


@pytest.mark.django_db
@pytest.mark.req("QUA-08")
def test_a_quotation_mark_that_is_never_closed_is_told_and_nothing_is_kept(signed_in: SignIn) -> None:
    applied("nishitokyo")
    file = SimpleUploadedFile("former.csv", f"2025-04,応答率,80\n2025-05,{BIG_QUOTE}".encode())
    answer = signed_in(Role.MANAGER).post(
        "/staff/manager/figures/baseline/enter/", {"source": "前の報告書", "file": file}
    )
    assert answer.status_code == 200
    assert "CSVとして読めません" in answer.content.decode()
    assert "前の報告書" in answer.content.decode()
    assert not BaselineValue.objects.exists()


@pytest.mark.django_db
def test_nor_does_one_in_the_directory(signed_in: SignIn) -> None:
    applied("nishitokyo")
    file = SimpleUploadedFile("departments.csv", BIG_QUOTE.encode())
    answer = signed_in(Role.MANAGER).post("/staff/directory/import/", {"file": file})
    assert answer.status_code == 200
    assert "CSVとして読めません" in answer.content.decode()


def rows_until_it_breaks() -> Iterator[list[str]]:
    yield ["見本 花子"]
    raise OSError(errno.ENOSPC, "no space left")


class FullDisk(io.BytesIO):
    is_full = True

    def write(self, some: Any) -> int:
        if self.is_full:
            self.is_full = False  # whoever cleans up finds room
            raise OSError(errno.ENOSPC, "no space left")
        return super().write(some)


@pytest.mark.parametrize(
    ("out", "rows"), [(io.BytesIO, rows_until_it_breaks), (FullDisk, lambda: iter([["見本 花子"]]))]
)
@pytest.mark.parametrize("where", ["beside", "elsewhere"])
def test_nobodys_name_is_left_lying_when_a_workbook_cannot_be_written(
    where: str,
    out: type[io.BytesIO],
    rows: Callable[[], Iterator[list[str]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(OSError, match="no space left"):
        save_workbook(out(), ["氏名"], rows(), beside=tmp_path / "month.sheet" if where == "beside" else None)
    assert list(tmp_path.iterdir()) == []
