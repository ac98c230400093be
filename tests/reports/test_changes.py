"""What a version says of the one before: everything that differs, and nothing that does not."""

from dataclasses import replace

import pytest

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.shapes import Column, Table, Value
from madoguchi.reports.changes import MOST_NAMED, changes_between
from madoguchi.reports.content import Content, FiguresBlock, Line, Section, TableBlock, TextBlock
from tests.reports.test_content import AT, CALLS, CONTENT

pytestmark = pytest.mark.req("REP-02")


def with_sections(*sections: Section) -> Content:
    return replace(CONTENT, sections=sections)


def with_table(table: Table) -> Content:
    return with_sections(Section("電話の状況", (TableBlock(table),)))


def test_the_same_says_nothing_whenever_and_by_whom_it_was_issued() -> None:
    assert changes_between(CONTENT, replace(CONTENT, version=3, made_at=AT.replace(day=9), reason="別")) == ()


def test_a_share_that_rounds_to_the_same_has_changed_still() -> None:
    def of(part: int, whole: int) -> Content:
        line = Line(Value("answer_rate", 1, part, whole), "応答率", Unit.PERCENT)
        return with_sections(Section("率", (FiguresBlock((line,)),)))

    assert changes_between(of(800, 1000), of(1600, 2000)) == ("応答率：80.0%（800/1,000） → 80.0%（1,600/2,000）",)


def test_sections_figures_and_tables_that_came_and_went_are_named() -> None:
    line = Line(Value("received", 1, 3), "着信", Unit.CALLS)
    before = with_sections(Section("前", (FiguresBlock((line,)),)))
    after = with_sections(Section("後", (TableBlock(CALLS),)))

    assert changes_between(before, after) == (
        "「後」を加えました。",
        "「前」をなくしました。",
        "着信をなくしました。",
        "表「日別の着信」を加えました。",
    )


def test_cells_rows_and_sums_are_named_by_row_and_column() -> None:
    after = replace(CALLS, rows=(("10月1日", 81, 12.5), ("10月3日", 1, None)), total=("計", 82, 12.5))

    assert changes_between(with_table(CALLS), with_table(after)) == (
        "表「日別の着信」10月1日の着信：80 → 81",
        "表「日別の着信」の行「10月3日」を加えました。",
        "表「日別の着信」計の着信：80 → 82",
        "表「日別の着信」の行「10月2日」をなくしました。",
    )


def test_two_rows_of_one_name_are_two_rows() -> None:
    rows = (("同じ名", 1), ("同じ名", 2))
    table = Table("topics", "用件", (Column("topic", "用件"), Column("contacts", "応対", Unit.CALLS)), rows)

    changed = changes_between(with_table(table), with_table(replace(table, rows=(rows[0], ("同じ名", 3)))))
    assert changed == ("表「用件」同じ名′の応対：2 → 3",)


def test_of_very_many_cells_some_are_named_and_the_rest_counted() -> None:
    columns = (Column("day", "日"), Column("received", "着信", Unit.CALLS))
    many = Table("days", "日々", columns, tuple((f"{day}日", 0) for day in range(MOST_NAMED + 5)))
    other = replace(many, rows=tuple((name, 1) for name, _ in many.rows))

    changed = changes_between(with_table(many), with_table(other))
    assert len(changed) == MOST_NAMED + 1
    assert changed[-1] == "表「日々」のほか5か所"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("", "書いた", "「所見」の文章を書き加えました。"),
        ("書いた", "書き直した", "「所見」の文章を書き直しました。"),
        ("書いた", "", "「所見」の文章を消しました。"),
    ],
)
def test_words_that_changed_are_named_by_their_place(before: str, after: str, said: str) -> None:
    def of(words: str) -> Content:
        return with_sections(Section("所見", (TextBlock(words, key="findings"),)))

    assert changes_between(of(before), of(after)) == (said,)
