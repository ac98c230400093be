"""Each report of the schedules of three contracts, in each form that is handed in, from one month of calls; its figures
are those of an independent count."""

from collections import Counter
from datetime import datetime, time
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from madoguchi.config.cli import main
from madoguchi.core import clock
from madoguchi.metrics.past.shapes import Period
from madoguchi.reports.content import Content, FiguresBlock, TableBlock, from_json
from madoguchi.reports.forms import form_of, kinds_on
from madoguchi.reports.schedule import Cycle, period_of
from tests.metrics.days import ANSWERED, NOT_COUNTED, Made, happen
from tests.reports.conftest import NOVEMBER
from tests.worlds import applied

pytestmark = pytest.mark.django_db
ENDS = (
    "answered",
    "answered",
    "abandoned",
    "answered",
    "overflowed",
    "in_announcement",
    "after_hours",
    "answered",
    "test",
)
MONTH = [
    Made(datetime.combine(day, time(9 + place), tzinfo=clock.TOKYO), ENDS[(day.day * 3 + place) % len(ENDS)], 8 + place)
    for day in NOVEMBER.days
    if day.weekday() < 5
    for place in range(1 + day.day % 7)
]  # fmt: skip
WRITTEN = {Cycle.DAILY: "2026-11-12", Cycle.WEEKLY: "2026-W46", Cycle.MONTHLY: "2026-11", Cycle.YEARLY: "2026"}
A_DAY = NOVEMBER.days[11]


def told(period: Period) -> Counter[str]:
    """Counted from what was made up, with no look at the ledger."""
    found: Counter[str] = Counter()
    for call in MONTH:
        if period.first <= call.at.date() <= period.last and call.end not in NOT_COUNTED:
            found["answered"] += call.end in ANSWERED
            found["received"] += call.end != "after_hours"
            found["after_hours"] += call.end == "after_hours"
    return found


def figures_of(content: Content) -> dict[str, float]:
    return {
        line.value.key: line.value.part
        for section in content.sections
        for block in section.blocks
        if isinstance(block, FiguresBlock)
        for line in block.lines
    }


def sums_of(content: Content) -> list[tuple[str, float]]:
    """What the columns of calls add up to, of every table that has them."""
    return [
        (column.key, sum(float(row[place] or 0) for row in block.table.rows))
        for section in content.sections
        for block in section.blocks
        if isinstance(block, TableBlock) and block.table.key in {"calls_by_day", "calls_by_hour"}
        for place, column in enumerate(block.table.columns)
        if column.key in {"received", "answered"}
    ]


@pytest.mark.req("REP-01", "REP-02", "REP-07", "REP-08", "REP-09", "REP-11", "REP-13", "REP-19", "REP-20", "REP-22")
@pytest.mark.parametrize("preset", ["hatsukaichi", "kawagoe", "nishitokyo"])
def test_every_report_of_the_schedule_is_made_in_every_form_with_the_right_figures(
    preset: str, tmp_path: Path
) -> None:
    applied(preset)
    happen(MONTH)
    made = [kind for kind in kinds_on().values() if form_of(kind.code)]
    assert made
    for kind in made:
        files = {form: tmp_path / f"{kind.code}.{form}" for form in ("json", "pdf", "xlsx", "csv")}
        for form, file in files.items():
            called = ["report", kind.code, "--period", WRITTEN[kind.cycle], "--format", form, "--out", str(file)]
            assert main(called) == 0, (kind.code, form)
        assert files["pdf"].read_bytes().startswith(b"%PDF-")
        content = from_json(files["json"].read_text())
        right = told(period_of(kind.cycle, A_DAY))
        figures = figures_of(content)
        for key in right.keys() & figures.keys():
            assert figures[key] == right[key], (kind.code, key)
        for key, total in sums_of(content):
            assert total == right[key], (kind.code, key)
        if "received" in figures:
            sheets = load_workbook(files["xlsx"]).worksheets
            in_workbook = {cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row}
            assert {right["received"], right["answered"]} <= in_workbook
            rows = StringIO(files["csv"].read_text(encoding="utf-8-sig"))
            assert any(f",{right['received']}" in row for row in rows)
    assert any("received" in figures_of(from_json((tmp_path / f"{kind.code}.json").read_text())) for kind in made)
