"""`madoguchi report`: what a person at the machine, or a script, gets."""

import json
from pathlib import Path

import pytest

from madoguchi.config.cli import main
from madoguchi.core.history.models import Event
from madoguchi.core.history.registry import field_label, words_of
from madoguchi.metrics.past.shapes import Period
from madoguchi.reports.at_hand import period_written_as
from madoguchi.reports.content import from_json
from madoguchi.reports.schedule import Cycle
from tests.reports.conftest import NOVEMBER
from tests.reports.written import drafted, filled_in, issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "report"


def report(kind: str, period: str, form: str, out: Path) -> int:
    return main(["report", kind, "--period", period, "--format", form, "--out", str(out)])


@pytest.mark.req("REP-08")
def test_a_report_of_a_month_is_counted_now_where_none_was_made(november: None, out: Path) -> None:
    assert report("monthly", "2026-11", "json", out) == 0
    content = from_json(out.read_text())
    assert (content.period, content.is_draft) == (NOVEMBER, True)


def test_what_people_wrote_into_the_draft_is_in_it(november: None, out: Path) -> None:
    filled_in(drafted(), "月初めに集中した。")
    report("monthly", "2026-11", "html", out)
    page = out.read_text()
    assert "月初めに集中した。" in page
    assert "提出には使えません" in page


def test_what_was_issued_goes_before_what_would_be_counted_now(november: None, out: Path) -> None:
    issue = issued()
    report("monthly", "2026-11", "json", out)
    assert out.read_text() == issue.content


@pytest.mark.parametrize("form", ["xlsx", "csv", "csv_cp932", "html"])
def test_each_form_is_a_file_and_its_leaving_is_on_record(november: None, out: Path, form: str) -> None:
    assert report("daily", "2026-11-02", form, out) == 0
    assert out.stat().st_size > 100
    event = Event.objects.filter(kind="disclosure.exported").latest("pk")
    facts = json.loads(event.body)["facts"]
    assert facts["form"] == form
    assert (field_label("report"), words_of("report", facts["report"])) == ("報告", "日次報告")


def test_making_a_pdf_says_nothing_of_its_steps(
    november: None, out: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert report("daily", "2026-11-02", "pdf", out) == 0
    assert out.read_bytes().startswith(b"%PDF-")
    assert [record.message for record in caplog.records if record.name.startswith("weasyprint")] == []


@pytest.mark.req("REP-28")
def test_figures_for_publication_are_by_month_and_hour_without_a_person(november: None, out: Path) -> None:
    """002 No.12: calls, handling times and people placed, for the next tender."""
    assert report("publication", "2026-11", "json", out) == 0
    content = from_json(out.read_text())
    tables = {block["table"]["key"]: block["table"] for section in json.loads(out.read_text())["sections"]
              for block in section["blocks"] if block["kind"] == "table"}  # fmt: skip
    assert set(tables) == {"calls_by_month", "times_by_month", "calls_by_hour", "times_by_hour", "placed_by_hour"}
    received = {row[0]: row[1] for row in tables["calls_by_hour"]["rows"]}
    assert (received["10時"], received["11時"], received["14時"]) == (3, 1, 1)
    assert {one["key"] for one in tables["times_by_hour"]["columns"]} >= {"asa", "aht"}
    assert {"received", "aht"} <= {one.key for one in content.definitions}
    assert not content.is_draft  # nothing more is to be done about it
    assert report("publication", "2026", "csv", out) == 0


def test_an_unknown_report_lists_those_that_there_are(
    november: None, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report("nothing", "2026-11", "pdf", out) == 2
    said = capsys.readouterr().err
    assert "monthly" in said
    assert "publication" in said
    assert not out.exists()


def test_a_period_that_does_not_fit_is_told_with_an_example(
    november: None, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report("daily", "2026-11", "pdf", out) == 2
    assert "2026-10-05" in capsys.readouterr().err


def test_periods_are_written_as_people_write_them() -> None:
    assert period_written_as("2026-11", Cycle.MONTHLY) == NOVEMBER
    assert period_written_as("2026-11-30", Cycle.MONTHLY) == NOVEMBER
    assert period_written_as("2026-W49", Cycle.WEEKLY) == period_written_as("2026-12-01", Cycle.WEEKLY)
    assert period_written_as("2026", Cycle.YEARLY).first.isoformat() == "2026-04-01"
    assert isinstance(period_written_as("2026-11-02", Cycle.DAILY), Period)
    for wrong, cycle in (("2026", Cycle.MONTHLY), ("2026-13", Cycle.MONTHLY), ("x", Cycle.DAILY)):
        with pytest.raises(ValueError, match=r"2026-|month"):
            period_written_as(wrong, cycle)
