"""Charts: they say what their tables say, to eyes that see no colour, on the screen and on paper."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from madoguchi.metrics.definitions import Unit
from madoguchi.metrics.past.charts import Chart, ChartKind
from madoguchi.metrics.past.shapes import Cell, Column, Table
from madoguchi.web.frame.charts.drawing import drawn, shown_chart
from madoguchi.web.frame.charts.heat import tint_of
from madoguchi.web.frame.charts.looks import HEAT, LOOKS
from madoguchi.web.frame.charts.picture import MOST_LYING, axis_words, picture_of
from madoguchi.web.frame.charts.scales import scale_of, value_words
from madoguchi.web.frame.charts.tables import shown_table
from madoguchi.web.frame.gallery.charts import DAYS, GRID, KINDS, MONTHS, sample_charts

STACKED = Chart(ChartKind.STACKED, "calls_by_day", "着信の内訳", "day", ("answered", "hung_up", "overflowed"))
LINES = Chart(ChartKind.LINES, "rates", "応答率の推移", "month", ("answer_rate", "service_level"), target=80)


def parts(svg: str, name: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(name))


@pytest.mark.parametrize("chart", sample_charts(), ids=lambda one: one.title)
def test_a_drawing_bears_no_style_and_names_itself(chart: object) -> None:
    """The content policy forbids styles within a page, and paper brings no sheet for them."""
    svg = str(chart.svg)  # type: ignore[attr-defined]
    assert "style" not in svg
    assert not re.search(r"\son\w+=|<script|href", svg)
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert "同じ数が表にあります" in root.get("aria-label", "")


def test_words_from_outside_stay_words() -> None:
    table = replace(KINDS, rows=(("<script>alert(1)</script>", 1, 2),))
    svg = drawn(Chart(ChartKind.BARS, "x", '"><b>', "kind", ("web",)), table)
    assert "<script" not in svg
    assert "<b>" not in svg


def test_series_differ_without_colour() -> None:
    """By pattern or by lightness where they are filled, by dashes and marks where they are lines."""
    fills = {(look.pattern, look.ground) for look in LOOKS}
    assert len(fills) == len({(look.dashes, look.mark) for look in LOOKS}) == len(LOOKS)
    bars = [one.get("fill") for one in parts(drawn(STACKED, DAYS), "rect") if one.find("title") is not None]
    assert len(set(bars)) == 3
    strokes = {one.get("stroke-dasharray") for one in parts(drawn(LINES, MONTHS), "path")}
    assert {None, LOOKS[1].dashes} <= strokes


def test_two_charts_of_a_page_keep_their_patterns_apart() -> None:
    other = replace(STACKED, title="ほかの図")
    names = [{one.get("id") for one in parts(drawn(chart, DAYS), "pattern")} for chart in (STACKED, other)]
    assert names[0]
    assert not names[0] & names[1]


def test_every_value_is_a_bar_that_says_it() -> None:
    titles = [one.text for one in parts(drawn(STACKED, DAYS), "title")]
    for day, answered, hung_up, _ in DAYS.rows:
        assert f"{day} 応答 {answered}件" in titles
        assert f"{day} 応答前の切断 {hung_up}件" in titles


def test_bars_stand_in_proportion_from_nought() -> None:
    table = replace(KINDS, rows=(("1月", 50, 25), ("2月", 100, 0)))
    svg = drawn(Chart(ChartKind.BARS, "x", "件数", "kind", ("telephone", "web")), table)
    heights = {
        title.text: float(one.get("height", ""))
        for one in parts(svg, "rect")
        if (title := one.find("title")) is not None and " " in (title.text or "")
    }
    assert heights["2月 電話 100件"] == pytest.approx(2 * heights["1月 電話 50件"], abs=0.3)
    assert heights["1月 Web 25件"] == pytest.approx(heights["1月 電話 50件"] / 2, abs=0.3)


def test_a_month_that_is_not_known_breaks_the_line() -> None:
    table = replace(MONTHS, rows=(("2026年1月", 80.0, 1.0), ("2026年2月", None, 1.0), ("2026年3月", 70.0, 1.0)))
    chart = replace(LINES, values=("answer_rate",), target=None)
    (path,) = [one.get("d", "") for one in parts(drawn(chart, table), "path")]
    assert path.count("M") == 2
    assert "L" not in path


def test_what_rests_on_few_is_an_outline() -> None:
    chart = replace(LINES, values=("answer_rate",), target=None)
    marks = parts(drawn(chart, MONTHS, hollow=frozenset({(2, "answer_rate")})), "circle")
    assert [place for place, one in enumerate(marks) if one.get("fill") == "#ffffff"] == [2]


def test_the_target_is_a_line_of_its_own_and_always_on_the_picture() -> None:
    assert "目標 80%" in drawn(LINES, MONTHS)
    low = replace(MONTHS, rows=(("2026年1月", 3.0, 2.0),))
    assert picture_of(LINES, low).scale.top >= 80


def test_what_another_axis_would_need_is_left_out_and_named() -> None:
    columns = (*DAYS.columns, Column("asa", "平均応答時間", Unit.SECONDS))
    table = replace(DAYS, columns=columns, rows=tuple((*row, 12) for row in DAYS.rows))
    shown = shown_chart(replace(STACKED, values=("answered", "asa")), table)
    assert "平均応答時間" not in shown.svg
    assert shown.notes == ("単位が違うため図に入れていない列: 平均応答時間",)


def test_names_of_things_stand_beside_lying_bars_and_the_rest_is_told_of() -> None:
    table = replace(KINDS, rows=tuple((f"手続き{n}", n, n) for n in range(MOST_LYING + 5)))
    shown = shown_chart(Chart(ChartKind.BARS, "x", "手続き別", "kind", ("web",)), table)
    assert "手続き19" in shown.svg
    assert "手続き20" not in shown.svg
    assert "上から20行" in shown.notes[0]
    assert not picture_of(STACKED, DAYS).is_lying


def test_a_heat_map_says_its_numbers_and_leaves_sums_out() -> None:
    with_sum = replace(
        GRID,
        columns=(*GRID.columns, Column("total", "計", Unit.CALLS)),
        rows=tuple((*row, 999) for row in GRID.rows),
    )
    svg = drawn(Chart(ChartKind.HEAT, "x", "着信の多い時間", "day", ()), with_sum)
    assert "999" not in svg
    said = [one.text for one in parts(svg, "text")]
    assert said.count(str(GRID.rows[0][1])) >= 1
    cells = list(parts(svg, "rect"))
    assert len(cells) == len(GRID.rows) * (len(GRID.columns) - 1)


def test_tints_rise_with_the_number() -> None:
    assert [tint_of(value, 100) for value in (None, 0, 1, 25, 50, 100)] == [0, 0, 1, 2, 3, len(HEAT) - 1]


@pytest.mark.parametrize("rows", [(), (("1月", None, None),)])
def test_without_a_number_there_is_no_drawing_but_words(rows: tuple[tuple[Cell, ...], ...]) -> None:
    shown = shown_chart(Chart(ChartKind.BARS, "x", "件数", "kind", ("web",)), replace(KINDS, rows=rows))
    assert shown.svg == ""
    assert "まだありません" in render_to_string("frame/components/chart.html", {"chart": shown})


@pytest.mark.parametrize("kind", ChartKind)
def test_columns_that_are_gone_break_nothing(kind: ChartKind) -> None:
    """What is drawn is data that people edit."""
    assert drawn(Chart(kind, "x", "件数", "gone", ("gone",)), KINDS)


def test_the_table_below_says_every_number() -> None:
    page = render_to_string("frame/components/chart.html", {"chart": shown_chart(STACKED, DAYS)})
    assert page.count("<tr>") == len(DAYS.rows) + 1
    assert DAYS.note in page


def test_the_scale_ends_on_a_round_number_above_all() -> None:
    assert (scale_of([7], Unit.CALLS).top, scale_of([101], Unit.CALLS).top) == (8, 150)
    assert scale_of([79.9], Unit.PERCENT).top == 100
    assert scale_of([70], Unit.SECONDS).step == 15
    assert scale_of([], Unit.CALLS).top == 1


def test_numbers_read_as_people_write_them() -> None:
    assert value_words(79.99, Unit.PERCENT, with_unit=True) == "79.9%"
    assert value_words(0.3, Unit.PERCENT) == "0.3"
    assert value_words(1234, Unit.CALLS, with_unit=True) == "1,234件"
    assert value_words(185.4, Unit.SECONDS) == "3分05秒"
    assert value_words(None, Unit.CALLS) == "—"
    assert [head.label for head in shown_table(MONTHS).heads] == ["月", "応答率（%）", "20秒以内の応答（%）"]


def test_a_year_stands_where_it_begins() -> None:
    assert axis_words(["2025年12月", "2026年1月", "2026年2月"]) == [
        ("12月", "2025年"), ("1月", "2026年"), ("2月", ""),
    ]  # fmt: skip


def wide(*, overflowed: int) -> Table:
    keys = (
        "received",
        "answered",
        "answer_rate",
        *(f"more_{place}" for place in range(6)),
        "overflowed",
        "waiting",
    )
    columns = (Column("day", "日"), *(Column(key, key, Unit.CALLS) for key in keys))
    row = (5, 5, 100, *(0,) * 6, overflowed, 0)
    return Table("calls_by_day", "日別", columns, (("1日", *row), ("2日", *row)), ("計", *row), "合計です。")


@pytest.mark.req("REP-11")
def test_a_wide_table_leaves_out_what_never_happened_and_says_so() -> None:
    shown = shown_table(wide(overflowed=1))
    labels = [head.label for head in shown.heads]
    assert {"overflowed", "more_0"} <= set(labels)
    assert "waiting" not in labels
    assert {len(row) for row in (*shown.rows, shown.total)} == {len(labels)}
    assert shown.note == "合計です。「waiting」は、この期間になかったため、欄を省いています。"
    assert "「overflowed」「waiting」は" in shown_table(wide(overflowed=0)).note
    assert shown_table(MONTHS).note == MONTHS.note
