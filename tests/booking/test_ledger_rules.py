"""What people write into a ledger, and what it means."""

from datetime import date, time

import pytest

from madoguchi.booking.ledger_import.reading import MOST_BYTES, MOST_LINES, read_table
from madoguchi.booking.ledger_import.refusals import LedgerTooLong, LedgerUnreadable
from madoguchi.booking.ledger_import.rules import (
    Column,
    Read,
    guess_columns,
    read_day,
    read_line,
    read_people,
    read_procedure,
)
from madoguchi.core.text.times import read_at

TODAY = date(2026, 12, 1)
PROCEDURES = {"pickup": "マイナンバーカードの受取り", "pin": "暗証番号の再設定", "certificate": "電子証明書の更新"}

pytestmark = pytest.mark.req("STF-14")


@pytest.mark.parametrize(
    "written",
    ["2026/12/3", "2026-12-03", "２０２６年１２月３日", "令和8年12月3日", "R8.12.3", "R8/12/3", "20261203", "12月3日", "12/3",
     "12月3日（木）", "12/3(木)", "令和8年12月3日木曜日"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    assert read_day(written, TODAY) == date(2026, 12, 3)


def test_a_day_without_a_year_is_the_next_such_day() -> None:
    assert read_day("11月30日", TODAY) == date(2027, 11, 30)
    assert read_day("12月1日", TODAY) == TODAY
    assert read_day("2月29日", TODAY) == date(2028, 2, 29)


@pytest.mark.parametrize("written", ["2月30日", "13/1", "あした", "2026/13/1", "R8", "12"])
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_day(written, TODAY)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("9:00", time(9)), ("９：００", time(9)), ("9時", time(9)), ("9時半", time(9, 30)), ("午後1時30分", time(13, 30)),
     ("PM1:30", time(13, 30)), ("0930", time(9, 30)), ("930", time(9, 30)), ("9:00〜9:30", time(9)), ("09:00:00", time(9))],
)  # fmt: skip
def test_a_time_is_read_however_it_is_written(written: str, meant: time) -> None:
    assert read_at(written) == meant


@pytest.mark.parametrize("written", ["25:00", "朝", "9", "9:75"])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_at(written)


def test_a_procedure_is_found_by_code_label_or_a_part_that_only_one_has() -> None:
    assert read_procedure("pin", PROCEDURES, "") == "pin"
    assert read_procedure("電子証明書の更新", PROCEDURES, "") == "certificate"
    assert read_procedure("受取り", PROCEDURES, "") == "pickup"
    assert read_procedure("の", PROCEDURES, "") == ""
    assert read_procedure("", PROCEDURES, "pickup") == "pickup"


@pytest.mark.parametrize(("written", "meant"), [("", 1), ("３人", 3), ("2名", 2), ("0", 0), ("11", 0), ("多数", 0)])
def test_people_are_counted_up_to_as_many_as_one_booking_holds(written: str, meant: int) -> None:
    assert read_people(written) == meant


def test_headings_tell_which_column_is_what() -> None:
    headings = ["No", "来庁日", "時間", "氏名", "ふりがな", "連絡先電話", "用件", "生年月日", "備考"]
    assert guess_columns(headings) == {
        "day": "来庁日", "at": "時間", "name": "氏名", "kana": "ふりがな", "phone": "連絡先電話", "procedure": "用件",
        "note": "備考",
    }  # fmt: skip


def line(**cells: str) -> Read:
    written = {"day": "12月3日", "at": "9:00", "name": "見本 花子", "procedure": "pin", **cells}
    return read_line(
        {Column(name): cell for name, cell in written.items()}, today=TODAY, procedures=PROCEDURES, default=""
    )


def test_one_column_may_hold_day_and_time() -> None:
    for written in ("2026/12/3 9:00", "令和8年12月3日　午前9時", "2026-12-03T09:00", "12/3(木) 9:00"):
        row = line(day=written, at="").row
        assert row is not None, written
        assert (row.day, row.at) == (date(2026, 12, 3), time(9))


def test_all_faults_of_a_line_are_told_at_once() -> None:
    read = line(day="そのうち", at="", name="", kana="漢字", phone="123", procedure="？", people="99")
    assert read.row is None
    assert len(read.faults) == 7


def test_names_and_telephones_are_kept_as_elsewhere() -> None:
    row = line(name="葛󠄀城　花子", kana="かつらぎ ﾊﾅｺ", phone="（０８２９）３０−１２３４").row
    assert row is not None
    assert (row.name, row.kana, row.phone) == ("葛󠄀城 花子", "カツラギ ハナコ", "0829301234")


# Files


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_file_is_read_in_each_coding_that_excel_writes(coding: str) -> None:
    headings, lines = read_table('日付,氏名\r\n12月3日,"見本, 花子"\r\n,\r\n'.encode(coding))
    assert (headings, lines) == (["日付", "氏名"], [["12月3日", "見本, 花子"]])


def test_tabs_short_lines_and_columns_without_a_heading_are_taken() -> None:
    headings, lines = read_table("日付\t\t氏名\t氏名\n12/3\tx\n".encode())
    assert headings == ["日付", "2列目", "氏名", "氏名（4列目）"]
    assert lines == [["12/3", "x", "", ""]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04...", "Excel"),
        (b"\xd0\xcf\x11\xe0", "Excel"),
        (b"", "見出しの行"),
        ("日付,氏名\n".encode(), "見出しの行"),
        (b"\xff\xfe\x00a\x00b", "文字コード"),
        ("日付\n1,2\n".encode(), "2行目の列の数"),
        (("日付\n" + "あ" * 1001).encode(), "長すぎる欄"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(LedgerUnreadable) as refused:
        read_table(content)
    assert words in refused.value.message


def test_a_file_that_is_too_long_is_refused_with_its_limit() -> None:
    with pytest.raises(LedgerTooLong, match="2MB"):
        read_table(b"x" * (MOST_BYTES + 1))
    with pytest.raises(LedgerTooLong, match="1,000行まで"):
        read_table(("日付\n" + "12/3\n" * (MOST_LINES + 1)).encode())
