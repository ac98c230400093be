"""Content of a report as plain values."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.shapes import Column, Period, Table, Value
from madoguchi.reports.content import (
    FORM,
    ChartBlock,
    Content,
    Definition,
    FiguresBlock,
    Line,
    Section,
    TableBlock,
    TextBlock,
    digest_of,
    from_json,
    to_json,
)

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CALLS = Table(
    "calls_by_day",
    "日別の着信",
    (Column("day", "日"), Column("received", "着信", Unit.CALLS), Column("asa", "平均応答時間", Unit.SECONDS)),
    (("10月1日", 80, 12.5), ("10月2日", 0, None)),
    ("計", 80, 12.5),
    "受付時間内",
)
CONTENT = Content(
    code="monthly",
    title="月次報告",
    period=Period(date(2026, 10, 1), date(2026, 10, 31)),
    period_words="令和8年10月分",
    made_at=AT,
    municipality="見本市",
    contractor="受託者",
    sections=(
        Section(
            "電話の状況",
            (
                FiguresBlock(
                    (
                        Line(Value("answer_rate", 2, 79, 100), "応答率", Unit.PERCENT, target=80, is_met=False),
                        Line(Value("received", 1, 100), "着信", Unit.CALLS),
                    )
                ),
                TableBlock(CALLS),
                ChartBlock(Chart(ChartKind.BARS, "calls_by_day", "日別の着信", "day", ("received",), target=70)),
            ),
        ),
        Section(
            "分析と提案", (TextBlock("月初めに集中した。", "業務責任者", AT, "analysis", "傾向"), TextBlock("なし"))
        ),
    ),
    definitions=(Definition("answer_rate", "応答率", "応答 ÷ 着信", 2, "A-01"),),
    version=2,
    issued_at=AT,
    issued_by="業務責任者",
    reason="着信の訂正",
    changes=("着信：99件 → 100件",),
)


@pytest.mark.parametrize("content", [CONTENT, replace(CONTENT, issued_at=None, sections=(), definitions=())])
def test_what_is_kept_reads_as_it_was(content: Content) -> None:
    assert from_json(to_json(content)) == content


def test_numbers_stay_numbers_and_nothing_stays_nothing() -> None:
    table = from_json(to_json(CONTENT)).table("calls_by_day")

    assert table is not None
    assert [[type(cell) for cell in row] for row in table.rows] == [[str, int, float], [str, int, type(None)]]


def test_the_same_content_has_the_same_digest_and_another_another() -> None:
    kept = digest_of(to_json(CONTENT))

    assert digest_of(to_json(from_json(to_json(CONTENT)))) == kept
    assert digest_of(to_json(replace(CONTENT, title="月次報告書"))) != kept


def test_a_share_is_read_in_percent_and_a_time_is_not() -> None:
    assert Line(Value("answer_rate", 1, 79, 100), "応答率", Unit.PERCENT).number == 79
    assert Line(Value("asa", 1, 90.0, 4), "平均応答時間", Unit.SECONDS).number == 22.5
    assert Line(Value("answer_rate", 1, 0, 0), "応答率", Unit.PERCENT).number is None


@pytest.mark.req("REP-02")
def test_what_was_issued_in_this_form_is_read_for_ever() -> None:
    """The file is never made anew: whoever changes the shapes sees here that old issues must still be read."""
    kept = (Path(__file__).parent / "issued_in_form_1.json").read_text(encoding="utf-8").strip()

    assert from_json(kept) == CONTENT
    assert FORM == 1


def test_a_form_that_is_not_known_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="unknown form"):
        from_json(to_json(CONTENT).replace('"form":1', '"form":2'))
