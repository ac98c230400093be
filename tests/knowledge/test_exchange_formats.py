"""What is written to a file is read back to the letter."""

import io
import tracemalloc
import zipfile
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from madoguchi.core.text.cells import as_written, harmless
from madoguchi.knowledge.articles.rules import Audience, Content, Translated, lines_of
from madoguchi.knowledge.exchange.columns import columns_for
from madoguchi.knowledge.exchange.formats import FORMS, read_table
from madoguchi.knowledge.exchange.lines import Filed, filed_from, line_of
from madoguchi.knowledge.exchange.refusals import CellsDoNotFit, FileTooLarge, FileUnreadable
from madoguchi.knowledge.languages import TRANSLATED

# No NUL: neither database stores one in text.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
TRICKY = st.sampled_from(
    ["=cmd|' /C calc'!A0", "'=1", "''＋1", "'", "+81", "@x", "\t=1", "\r", "\r\n", "a\r\nb\nc\rd", ' "quoted", ', "_x000D_",
     "_x005F_", "#N/A", "TRUE", "0012", "1e5", "👩‍👧 絵文字 葛󠄀城", "สวัสดี नमस्ते", "\ufeff", "\u2028", "  ", "=", "－", "\x0b\x1f"]
)  # fmt: skip
CELL = TEXT | TRICKY | st.lists(TEXT | TRICKY, max_size=3).map("".join)
HEADINGS = ["番号", "質問", "答え"]


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=4))
@example([("x", "=cmd|' /C calc'!A0", "'=1+1")])
@settings(max_examples=50, deadline=None)
@pytest.mark.req("FAQ-02")
def test_every_text_comes_back_from_every_form_as_it_was(rows: list[tuple[str, str, str]]) -> None:
    rows = [("番", *row[1:]) for row in rows]
    for name in ("csv", "xlsx"):
        form = FORMS[name]
        table = read_table(form.write(HEADINGS, rows))
        assert table.headings == HEADINGS, name
        assert [tuple(line) for _, line in table.lines] == rows, name


@given(CELL)
def test_no_cell_runs_and_each_is_found_again(text: str) -> None:
    cell = harmless(text)
    assert not cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"))
    assert as_written(cell) == text


def translated() -> st.SearchStrategy[Translated]:
    return st.builds(
        Translated,
        question=CELL.filter(bool),
        short_answer=CELL,
        full_answer=CELL,
        phrasings=CELL.map(lines_of),
        is_reviewed=st.booleans(),
    )


CODES = st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), max_size=3, unique=True).map(tuple)
CONTENTS = st.builds(
    Content,
    question=CELL,
    phrasings=CELL.map(lines_of),
    short_answer=CELL,
    full_answer=CELL,
    belongings=CODES,
    related=CODES,
    audience=st.sampled_from(list(Audience)),
    source=CELL,
    review_on=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    to_confirm=st.booleans(),
    translations=st.dictionaries(st.sampled_from(list(TRANSLATED)), translated(), max_size=11).map(
        lambda found: {code: found[code] for code in TRANSLATED if code in found}
    ),
)


@given(CONTENTS, CELL, CELL)
@settings(max_examples=25, deadline=None)
@pytest.mark.req("FAQ-02")
def test_an_article_in_eleven_languages_comes_back_whole(content: Content, category: str, department: str) -> None:
    filed = Filed("FAQ-0001", category, department, content)
    columns = columns_for(TRANSLATED)
    for name in ("csv", "xlsx"):
        table = read_table(FORMS[name].write([one.heading for one in columns], [line_of(filed, columns)]))
        assert table.headings == [one.heading for one in columns]
        assert filed_from(dict(zip(columns, table.lines[0][1], strict=True)), None) == filed


def test_a_column_that_a_file_lacks_leaves_what_stands_and_an_empty_cell_empties_it() -> None:
    english = Translated("What do I bring?", "The postcard.")
    stood = Filed(
        "FAQ-0001", "受取り", "市民課", Content("何を？", source="聞き取り", translations={"en": english})
    )
    question, source = (one for one in columns_for([]) if one.key in ("question", "source"))
    assert filed_from({question: "何を持って行く？", source: ""}, stood).content == Content(
        "何を持って行く？", source="", translations={"en": english}
    )


@pytest.mark.req("FAQ-02")
def test_what_shift_jis_lacks_is_named_before_anything_is_sent() -> None:
    with pytest.raises(CellsDoNotFit) as refused:
        FORMS["csv_cp932"].write(HEADINGS, [("FAQ-0001", "髙橋さん①", "よい"), ("FAQ-0002", "葛󠄀城👍", "नमस्ते")])
    assert len(refused.value.cells) == 2
    assert "FAQ-0002の質問（" in refused.value.message
    assert "👍" in refused.value.message
    plain = [("FAQ-0001", "髙橋さん①", "=1\r\n2")]
    content = FORMS["csv_cp932"].write(HEADINGS, plain)
    assert read_table(content).lines == [(2, list(plain[0]))]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.req("FAQ-14")
def test_the_coding_of_a_file_from_elsewhere_is_found(coding: str) -> None:
    text = '番号,質問\r\n,"一行目\r\n二行目, つづき"\r\n\r\n,三つめ\r\n'
    table = read_table(text.encode(coding))
    assert table.lines == [(2, ["", "一行目\r\n二行目, つづき"]), (5, ["", "三つめ"])]


def test_a_workbook_from_elsewhere_is_read_as_its_text_but_never_its_formulas() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["番号", "次の見直し日", "要確認", "質問"])
    book.active.append([None, date(2027, 4, 1), True, 12])
    file = io.BytesIO()
    book.save(file)
    assert read_table(file.getvalue()).lines == [(2, ["", "2027-04-01", "はい", "12"])]
    book.active["D2"] = "=1+1"
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(FileUnreadable, match="2行目に計算式"):
        read_table(file.getvalue())


def test_a_workbook_that_is_opened_runs_nothing() -> None:
    written = FORMS["xlsx"].write(HEADINGS, [("FAQ-0001", "=cmd|' /C calc'!A0", "#N/A")])
    sheet = load_workbook(io.BytesIO(written)).worksheets[0]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "s"]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileUnreadable),
        (b"\x00\x01\x02", FileUnreadable),
        (b"\xd0\xcf\x11\xe0old", FileUnreadable),
        (b"PK\x03\x04 not a workbook", FileUnreadable),
        ('質問\r\n"閉じない'.encode(), FileUnreadable),
        ("質問\r\n一,二\r\n".encode(), FileUnreadable),
        (b"x" * (4 * 1024 * 1024 + 1), FileTooLarge),
        (("質問\r\n" + "あ\r\n" * 5001).encode(), FileTooLarge),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_table(content)


def workbook(**parts: bytes) -> bytes:
    """A small sound workbook with some of its parts replaced."""
    book = Workbook()
    book.active.append(["質問"])  # type: ignore[union-attr]
    book.active.append(["一つめ"])  # type: ignore[union-attr]
    sound, out = io.BytesIO(), io.BytesIO()
    book.save(sound)
    with zipfile.ZipFile(sound) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for name in packed.namelist():
            again.writestr(name, parts.get(name.rpartition("/")[2].partition(".")[0], packed.read(name)))
    return out.getvalue()


SHEET = (
    '<?xml version="1.0"?>{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)
LAUGHS = (
    "<!DOCTYPE w [<!ENTITY a0 'は'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)
TEXT = '<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{text}</t></is></c></row>'


@pytest.mark.req("SEC-08")
@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param(SHEET.format(before="", rows=" " * 150_000_000), id="a hundred and fifty megabytes in a few"),
        pytest.param(
            SHEET.format(before=LAUGHS, rows=TEXT.format(row=1, text="&a9;")),
            id="a word that means a thousand million",
        ),
        pytest.param(SHEET.format(before="", rows=TEXT.format(row=1_048_576, text="x")), id="a million empty rows"),
        pytest.param(SHEET.format(before="", rows="<row><c>"), id="broken off"),
    ],
)
def test_a_workbook_that_swells_is_refused_before_it_fills_the_memory(sheet: str) -> None:
    content = workbook(sheet1=sheet.encode())
    assert len(content) < 4 * 1024 * 1024
    tracemalloc.start()
    try:
        with pytest.raises((FileTooLarge, FileUnreadable)):
            read_table(content)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 64 * 1024 * 1024


@pytest.mark.req("SEC-08")
def test_a_workbook_that_lies_about_its_size_is_not_read_beyond_it() -> None:
    content = bytearray(workbook(sheet1=SHEET.format(before="", rows=" " * 150_000_000).encode()))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        true = next(part.file_size for part in packed.infolist() if part.filename.endswith("sheet1.xml"))
    lied = bytes(content).replace(true.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lied != content
    with pytest.raises((FileTooLarge, FileUnreadable)):
        read_table(lied)
