"""A report as a file: the same words and numbers in each form, for ever."""

import contextlib
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.shapes import Column, Table
from madoguchi.reports.content import (
    ChartBlock,
    Content,
    FiguresBlock,
    Section,
    TableBlock,
    TextBlock,
    digest_of,
    from_json,
    to_json,
)  # fmt: skip
from madoguchi.web.frame.gallery.charts import DAYS, GRID, MONTHS
from madoguchi.web.frame.paper import written_day
from madoguchi.web.manager.reports.files.forms import FORMS, file_of
from tests.reports.test_content import CONTENT

RATES = replace(MONTHS, rows=(("2026年9月", 79.99, None), ("2026年10月", 81.5, 70.0)))
REPORT = replace(
    CONTENT,
    addressee="見本市長 様",
    sections=(
        *CONTENT.sections,
        Section(
            "月別の応答率",
            (
                ChartBlock(Chart(ChartKind.LINES, "rates", "応答率の推移", "month", ("answer_rate",), target=80)),
                TableBlock(RATES),
                ChartBlock(Chart(ChartKind.HEAT, GRID.key, "着信の多い時間", "day", ())),
                TableBlock(GRID),
            ),
        ),
    ),
)
EVIL = "=HYPERLINK(1)"


def made(form: str, content: Content = REPORT) -> bytes:
    return file_of(content, form).content


def rows_of_csv(content: bytes, coding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(coding), newline="")))


@pytest.mark.req("REP-08")
def test_a_report_is_a_file_in_every_form_with_a_name_that_mail_takes() -> None:
    assert set(FORMS) == {"pdf", "xlsx", "csv", "csv_cp932", "json", "html"}
    for form in ("xlsx", "csv", "csv_cp932", "json", "html"):
        file = file_of(REPORT, form)
        assert file.content
        assert re.fullmatch(r"monthly-20261001-20261031-v2\.\w+", file.name)
    assert file_of(replace(REPORT, issued_at=None), "json").name == "monthly-20261001-20261031-draft.json"


def test_the_json_is_what_was_frozen_to_the_letter() -> None:
    content = made("json").decode()
    assert from_json(content) == REPORT
    assert digest_of(content) in made("html").decode()


def test_the_same_version_gives_the_same_words_again() -> None:
    for form in ("csv", "csv_cp932", "json", "html"):
        assert made(form) == made(form, from_json(to_json(REPORT)))


def test_the_page_says_for_whom_of_what_days_in_which_version_and_how_it_was_counted() -> None:
    page = made("html").decode()
    for wanted in ("見本市長 様", "令和8年10月1日〜令和8年10月31日", "第2版", "着信の訂正", "着信：99件 → 100件", "月次報告",
                   "応答 ÷ 着信", "79 ÷ 100", "未達", "月初めに集中した。", "業務責任者"):  # fmt: skip
        assert wanted in page
    assert "<script" not in page
    assert not re.search(r"(src|href)=", page)
    assert page.count("<svg") == 3


def test_a_draft_says_that_it_is_one() -> None:
    page = made("html", replace(REPORT, issued_at=None)).decode()
    assert "提出には使えません" in page
    assert "照合値" not in page
    assert "下書き" in made("csv", replace(REPORT, issued_at=None)).decode()


def test_what_somebody_typed_stays_text() -> None:
    content = replace(CONTENT, sections=(Section("<b>", (TextBlock("<script>1</script>\n\n" + EVIL),)),))
    assert "<script" not in made("html", content).decode()
    assert ["'" + EVIL] in rows_of_csv(made("csv", content))
    book = load_workbook(io.BytesIO(made("xlsx", content)))
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]


@pytest.mark.req("REP-08")
def test_numbers_of_a_workbook_are_numbers_a_sheet_a_section() -> None:
    book = load_workbook(io.BytesIO(made("xlsx")))
    assert book.sheetnames == ["表紙", "1 電話の状況", "2 分析と提案", "3 月別の応答率", "指標の数え方"]
    cells = {row[0].value: row for row in book["3 月別の応答率"].iter_rows()}
    assert cells["2026年9月"][1].value == 79.99
    assert cells["2026年9月"][2].value is None
    assert cells["10月1日（木）"][1].value == GRID.rows[0][1]
    figures = {row[0].value: [cell.value for cell in row] for row in book["1 電話の状況"].iter_rows()}
    assert figures["応答率"][1:7] == [79, "%", 79, 100, 80, "未達"]


def test_a_workbook_draws_its_charts_from_its_own_cells() -> None:
    with zipfile.ZipFile(io.BytesIO(made("xlsx"))) as packed:
        charts = [name for name in packed.namelist() if name.startswith("xl/charts/chart")]
        assert len(charts) == 2
        assert any("3 月別の応答率" in packed.read(name).decode() for name in charts)


def test_two_sections_of_one_name_are_two_sheets() -> None:
    long = "とても長い見出しが三十一字を超えて続いていくときのシートの名前についての試験"
    content = replace(CONTENT, sections=(Section(long, ()), Section("a/b:[c]", ()), Section("a/b:[c]", ())))
    names = load_workbook(io.BytesIO(made("xlsx", content))).sheetnames
    assert len(set(names)) == len(names)
    assert all(len(name) <= 31 for name in names)


@pytest.mark.req("REP-08")
def test_csv_is_read_by_new_and_old_offices_with_the_same_numbers() -> None:
    new, old = rows_of_csv(made("csv")), rows_of_csv(made("csv_cp932"), "cp932")
    assert made("csv").startswith(b"\xef\xbb\xbf")
    assert new == old
    assert ["2026年10月", "81.5", "70"] in new
    assert ["2026年9月", "79.99", ""] in new
    assert ["計", "80", "12.5"] in new


def test_a_mean_without_end_has_three_decimals_in_csv() -> None:
    table = Table("t", "表", (Column("a", "a"), Column("n", "平均", Unit.SECONDS)), (("x", 650 / 3),))
    content = replace(CONTENT, sections=(Section("表", (TableBlock(table),)),))
    assert ["x", "216.667"] in rows_of_csv(made("csv", content))


def test_what_cp932_lacks_is_seen_at_once_and_the_rest_stays() -> None:
    content = replace(CONTENT, sections=(Section("文章", (TextBlock("𠮷田さんと葛󠄀城さん"),)),))
    assert ["〓田さんと葛城さん"] in rows_of_csv(made("csv_cp932", content), "cp932")


def test_a_report_without_anything_is_a_file_too() -> None:
    empty = replace(
        CONTENT, sections=(Section("空", (FiguresBlock(()), TableBlock(replace(DAYS, rows=())))),), definitions=()
    )
    for form in ("xlsx", "csv", "csv_cp932", "json", "html"):
        assert made(form, empty)


def test_a_grid_without_an_hour_is_a_file_too() -> None:
    """As of a month in which nobody was placed."""
    grid = replace(GRID, columns=GRID.columns[:1], rows=tuple(row[:1] for row in GRID.rows))
    chart = ChartBlock(Chart(ChartKind.HEAT, GRID.key, "配置", "day", ()))
    content = replace(CONTENT, sections=(Section("配置", (chart, TableBlock(grid))),))
    assert "図にする数がありません" in made("html", content).decode()
    assert made("xlsx", content)


def test_long_numbers_and_shares_read_as_in_the_report() -> None:
    table = Table("t", "表", (Column("a", "a"), Column("n", "件数", Unit.CALLS)), (("x", 1234567),))
    page = made("html", replace(CONTENT, sections=(Section("表", (TableBlock(table),)),))).decode()
    assert "1,234,567" in page
    assert written_day(CONTENT.period.first) == "令和8年10月1日"


@pytest.mark.slow
@pytest.mark.req("REP-08")
def test_the_pdf_has_its_fonts_inside_its_pages_numbered_and_can_be_read_aloud() -> None:
    pdf = made("pdf")
    assert pdf.startswith(b"%PDF-")
    inside = pdf + b"".join(_streams(pdf))
    assert inside.count(b"/FontFile") >= inside.count(b"/Subtype /Type0") > 0  # each font is inside
    for wanted in (b"/StructTreeRoot", b"/Lang", b"/Title", b"/ToUnicode"):
        assert wanted in inside


def _streams(pdf: bytes) -> Iterator[bytes]:
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(packed)
