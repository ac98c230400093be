"""Numbers of the support desks: entered by place into the report of a day, added up in the report of the month."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine

from madoguchi.accounts.rights import Role
from madoguchi.core import clock
from madoguchi.core.refusals import MissingRight
from madoguchi.metrics.past.shapes import Period, Table
from madoguchi.reports.actions import (
    count_anew,
    enter_numbers,
    issue_report,
    make_report,
    send_to_review,
    write_text,
)
from madoguchi.reports.content import TableBlock
from madoguchi.reports.drafting import draft_of, entered_tables
from madoguchi.reports.entered import Numbers
from madoguchi.reports.models import Issue, Report
from madoguchi.reports.refusals import EnteredMeanwhile, NoForm, TextsMissing
from tests.reports.written import CLERK, MANAGER, SUPERVISOR
from tests.web.pages import client_of, seen, words
from tests.worlds import applied

KEY = "entered_desks"
ITEMS = ("申請サポート受付", "写真撮影", "申請支援", "その他の対応")
SATURDAY, FRIDAY = date(2026, 1, 10), date(2026, 1, 9)
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))
BASE = "/staff/manager/reports/"


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    """After a January of the desks of Kawagoe."""
    with time_machine.travel(datetime(2026, 2, 2, 9, tzinfo=clock.TOKYO), tick=False):
        yield


@pytest.fixture
def desks(db: None) -> None:
    applied("kawagoe")


def daily(day: date) -> Report:
    return make_report("desk_daily", Period(day, day), by=SUPERVISOR)


def table_of(report: Report) -> Table:
    content = draft_of(Report.objects.get(pk=report.pk), {})
    assert content is not None
    return next(table for _, table in entered_tables(content))


def places(report: Report) -> list[str]:
    return [str(row[0]) for row in table_of(report).rows]


def entered(report: Report, number: int) -> Report:
    numbers = {place: dict.fromkeys(ITEMS, number) for place in places(report)}
    enter_numbers(report, KEY, numbers, by=SUPERVISOR)
    return report


@pytest.mark.usefixtures("desks")
@pytest.mark.req("REP-06", "REP-09")
@pytest.mark.preset_key("report_sections.csv")
def test_each_desk_that_was_open_has_its_line() -> None:
    assert len(places(daily(FRIDAY))) > len(places(daily(SATURDAY))) >= 1
    assert [column.label for column in table_of(daily(date(2026, 1, 8))).columns[1:]] == list(ITEMS)


@pytest.mark.usefixtures("desks")
@pytest.mark.req("REP-09", "REP-10")
def test_a_report_goes_to_review_when_every_number_is_there_and_freezes_them() -> None:
    report = daily(FRIDAY)
    write_text(report, "troubles", "なし", by=SUPERVISOR)
    with pytest.raises(TextsMissing, match="実施場所ごとの件数"):
        send_to_review(report, by=SUPERVISOR)
    entered(report, 2)

    issue_report(send_to_review(report, by=SUPERVISOR), by=MANAGER)
    table = next(
        block.table
        for section in Issue.objects.get().as_issued.sections
        for block in section.blocks
        if isinstance(block, TableBlock)
    )
    assert table.total == ("計", *[2 * len(table.rows)] * 4)


@pytest.mark.usefixtures("desks")
@pytest.mark.req("REP-07", "REP-09")
def test_the_month_is_made_of_its_days() -> None:
    entered(daily(FRIDAY), 2)
    entered(daily(SATURDAY), 1)
    entered(daily(date(2025, 12, 26)), 50)  # of another month
    month = make_report("desk_monthly", JANUARY, by=SUPERVISOR)

    both = [row for row in table_of(month).rows if row[1] == 3]
    assert [str(row[0]) for row in both] == places(Report.objects.get(first=SATURDAY))
    assert table_of(month).note == "日次報告2件の合計です（うち確定0件）。"
    entered(daily(date(2026, 1, 16)), 4)
    assert not [row for row in table_of(month).rows if row[1] == 7]
    count_anew(month, by=SUPERVISOR)
    assert [row for row in table_of(month).rows if row[1] == 7]
    with pytest.raises(NoForm):
        enter_numbers(month, KEY, {}, by=SUPERVISOR)


@pytest.mark.usefixtures("desks")
@pytest.mark.req("REP-09")
def test_no_place_item_or_person_that_the_form_has_not() -> None:
    report = daily(FRIDAY)
    strange: list[Numbers] = [{"知らない場所": {}}, {places(report)[0]: {"知らない項目": 1}}]
    for numbers in strange:
        with pytest.raises(NoForm):
            enter_numbers(report, KEY, numbers, by=SUPERVISOR)
    with pytest.raises(MissingRight):
        enter_numbers(report, KEY, {}, by=CLERK)


@pytest.mark.usefixtures("desks")
@pytest.mark.req("REP-06", "REP-09")
def test_numbers_are_typed_in_the_page_of_the_report() -> None:
    report, client = daily(FRIDAY), client_of(Role.SUPERVISOR)
    count = len(places(report))
    typed = {f"{KEY}-{place}-{item}": "3" for place in range(count) for item in range(1, 5)}
    gap = typed | {f"{KEY}-0-1": ""}

    refused = words(seen(client, f"{BASE}{report.pk}/words/", gap | {"troubles": "なし", "do": "send"}))
    assert f"「{places(report)[0]}の申請サポート受付」を入れてください。" in refused
    assert "0 以上" in seen(client, f"{BASE}{report.pk}/words/", typed | {f"{KEY}-0-1": "-1", "do": "save"})
    saved = seen(client, f"{BASE}{report.pk}/words/", gap | {"troubles": "", "do": "save"})
    assert "保存しました" in saved
    assert table_of(report).rows[0][1:] == (None, 3, 3, 3)
    sent = seen(client, f"{BASE}{report.pk}/words/", typed | {"troubles": "なし", "do": "send"})
    assert "確認に回しました" in sent
    assert table_of(report).total == ("計", *[3 * count] * 4)


@pytest.mark.usefixtures("desks")
@pytest.mark.req("REP-05", "REP-16")
def test_a_table_that_is_entered_can_be_agreed_on_like_any_other_part() -> None:
    manager = client_of(Role.MANAGER)
    part = {"heading": "追加の項目", "kind": "entered", "items": "", "note": "市の求め", "why": ""}
    base = f"{BASE}forms/desk_daily/parts/new/"
    assert "入力する項目を書いてください" in seen(manager, base, part)
    seen(manager, base, part | {"items": "相談 苦情"})

    content = draft_of(daily(FRIDAY), {})
    assert content is not None
    table = [one for _, one in entered_tables(content)][-1]
    assert [column.label for column in table.columns[1:]] == ["相談", "苦情"]
    assert (table.key, table.heading) == ("entered_1", "市の求め")


@pytest.mark.usefixtures("desks")
@pytest.mark.req("REP-09")
def test_two_who_enter_numbers_at_once_keep_both() -> None:
    report = daily(FRIDAY)
    here, there = places(report)[:2]
    empty: Numbers = {here: {}, there: {}}
    enter_numbers(report, KEY, {here: {ITEMS[0]: 3}, there: {}}, seen=empty, by=SUPERVISOR)
    enter_numbers(report, KEY, {here: {}, there: {ITEMS[0]: 5}}, seen=empty, by=MANAGER)
    rows = {str(row[0]): row[1] for row in table_of(report).rows}
    assert (rows[here], rows[there]) == (3, 5)
    with pytest.raises(EnteredMeanwhile, match="3"):
        enter_numbers(report, KEY, {here: {ITEMS[0]: 4}, there: {}}, seen=empty, by=MANAGER)
    seen_now: Numbers = {here: {ITEMS[0]: 3}, there: {ITEMS[0]: 5}}
    enter_numbers(report, KEY, {here: {}, there: {ITEMS[0]: 5}}, seen=seen_now, by=MANAGER)
    assert {str(row[0]): row[1] for row in table_of(report).rows}[here] is None


@pytest.mark.usefixtures("desks")
@pytest.mark.parametrize("nonsense", ["{", "[" * 50_000, "[]", '{"a": 1}', "null", "12"])
def test_what_a_page_says_it_has_shown_may_be_nonsense(nonsense: str) -> None:
    report, client = daily(FRIDAY), client_of(Role.SUPERVISOR)
    typed = {f"{KEY}-0-1": "7", "do": "save", f"seen-{KEY}": nonsense, "seen-troubles": nonsense}
    assert client.post(f"{BASE}{report.pk}/words/", typed).status_code in (200, 302)
