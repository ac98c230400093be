"""Drafted by themselves on their day, due by the city's working days, reminded of until they are handed in."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from madoguchi.config import joint_jobs
from madoguchi.core import clock
from madoguchi.metrics.past.shapes import Period
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.business_days import business_day_after, business_day_before, is_business_day
from madoguchi.municipality.kept import change_table
from madoguchi.notify.mail import Letter
from madoguchi.reports.actions import hand_in, make_report, name_day, reopen
from madoguchi.reports.agreeing import agree_due
from madoguchi.reports.jobs import draft_reports, reports_to_draft
from madoguchi.reports.models import Report
from madoguchi.reports.queries import DueLine, due_lines, kinds_without_a_day, lines_to_remind_of
from madoguchi.reports.schedule import DueRule, Way
from tests.reports.conftest import NOVEMBER
from tests.reports.written import CLERK, MANAGER, SUPERVISOR, drafted, issued
from tests.worlds import ADMIN, TODAY, applied


def codes(lines: list[DueLine]) -> list[str]:
    return [line.kind.code for line in lines]


def at(year: int, month: int, day: int, hour: int = 1) -> datetime:
    return datetime(year, month, day, hour, tzinfo=clock.TOKYO)


@pytest.mark.req("REP-29")
@pytest.mark.django_db
def test_working_days_of_the_city_leave_out_weekends_holidays_and_the_turn_of_the_year() -> None:
    applied("hatsukaichi")

    assert not is_business_day(date(2026, 11, 23))  # 勤労感謝の日
    assert business_day_after(date(2026, 12, 28)) == date(2027, 1, 4)
    assert business_day_after(date(2026, 12, 5), 2) == date(2026, 12, 8)
    assert business_day_before(date(2027, 1, 4)) == date(2026, 12, 28)
    change_table("holidays.csv", "day,name\n2026-12-08,市の記念日\n", by=ADMIN, effective_on=TODAY)
    assert business_day_after(date(2026, 12, 5), 2) == date(2026, 12, 9)


@pytest.mark.req("REP-01", "REP-02")
@pytest.mark.preset_key("reports.csv:cycle", "reports.csv:made_on", "reports.csv:code", "reports.csv:name")
@pytest.mark.usefixtures("november")
def test_reports_are_drafted_by_themselves_when_their_days_are_over() -> None:
    made = [(kind.code, period.first) for kind, period in reports_to_draft(TODAY)]

    assert ("daily", TODAY - timedelta(days=1)) in made
    assert ("daily", TODAY) not in made
    assert ("monthly", NOVEMBER.first) in made
    assert not [code for code, _ in made if code in ("training", "entered_data")]
    assert draft_reports.func() == len(made)
    assert draft_reports.func() == 0
    with time_machine.travel(at(2026, 12, 2), tick=False):
        assert draft_reports.func() == 1  # yesterday's


@pytest.mark.req("REP-19")
@pytest.mark.django_db
def test_week_month_and_year_each_have_their_report() -> None:
    applied("nishitokyo")

    with time_machine.travel(at(2027, 4, 1), tick=False):
        made = {kind.code for kind, _ in reports_to_draft(clock.today())}
    assert {"weekly", "monthly", "yearly"} <= made


@pytest.mark.req("REP-06", "REP-07")
@pytest.mark.preset_key("reports.csv:made_on")
@pytest.mark.django_db
def test_the_desks_report_after_each_day_on_which_one_is_open() -> None:
    """The station is open on Saturdays, no desk on Sundays."""
    with time_machine.travel(at(2026, 1, 13), tick=False):  # after a Monday that is a holiday
        applied("kawagoe")
        days = {period.first for kind, period in reports_to_draft(clock.today()) if kind.code == "desk_daily"}
        assert date(2026, 1, 10) in days
        assert not {date(2026, 1, 11), date(2026, 1, 12)} & days
        report = make_report("desk_daily", Period(date(2026, 1, 10), date(2026, 1, 10)), by=SUPERVISOR)
        line = next(one for one in due_lines(MANAGER, clock.today()) if one.report == report)
        assert line.due.on == date(2026, 1, 13)  # Monday is a holiday
        assert line.is_near(clock.today())
        assert not line.is_late(clock.today())
        monthly = make_report("desk_monthly", Period(date(2025, 12, 1), date(2025, 12, 31)), by=SUPERVISOR)
        late = next(one for one in due_lines(MANAGER, clock.today()) if one.report == monthly)
        assert late.due.on == date(2026, 1, 7)
        assert late.is_late(clock.today())


@pytest.mark.req("REP-29")
@pytest.mark.preset_key("reports.csv:due")
@pytest.mark.usefixtures("november")
def test_a_day_that_the_city_has_not_named_is_said_aloud() -> None:
    """A-50."""
    assert {kind.code for kind in kinds_without_a_day()} >= {"daily", "monthly"}
    agree_due("monthly", DueRule.DAYS_AFTER, 10, by=MANAGER)
    assert "monthly" not in {kind.code for kind in kinds_without_a_day()}


@pytest.mark.req("REP-01", "REP-29")
@pytest.mark.usefixtures("november")
def test_a_daily_report_is_due_when_the_city_asks_for_it() -> None:
    day = Period(TODAY - timedelta(days=4), TODAY - timedelta(days=4))
    report = drafted("daily", day)
    assert "daily" not in codes(due_lines(MANAGER, TODAY))

    name_day(report, TODAY + timedelta(days=1), asked_on=TODAY, note="市民課から電話", by=SUPERVISOR)

    line = next(one for one in due_lines(MANAGER, TODAY) if one.kind.code == "daily")
    assert (line.due.on, line.due.remind_on) == (TODAY + timedelta(days=1), TODAY)


@pytest.mark.req("REP-29")
@pytest.mark.usefixtures("november")
def test_what_is_due_is_reminded_of_from_the_last_working_day_before_until_it_is_handed_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[Letter] = []
    monkeypatch.setattr(joint_jobs, "send", sent.append)
    monkeypatch.setattr("django.conf.settings.MAIL_IS_ON", True)
    change_settings({"contact_sheet.centre_email": ["centre@example.jp"]}, by=ADMIN)
    agree_due("monthly", DueRule.DAYS_AFTER, 7, by=MANAGER)
    issue = issued(drafted())

    assert joint_jobs.remind_of_reports.func() == 0  # due on Monday the 7th
    with time_machine.travel(at(2026, 12, 4, 9), tick=False):
        assert joint_jobs.remind_of_reports.func() == 1
    with time_machine.travel(at(2026, 12, 5, 9), tick=False):
        assert joint_jobs.remind_of_reports.func() == 0  # nobody works on Saturdays
    with time_machine.travel(at(2026, 12, 8, 9), tick=False):
        assert joint_jobs.remind_of_reports.func() == 1
        hand_in(issue.report, way=Way.EMAIL, handed_on=clock.today(), recipient="市民課", by=MANAGER)
        assert joint_jobs.remind_of_reports.func() == 0
    assert [letter.to for letter in sent] == ["centre@example.jp"] * 2
    assert "月次報告（令和8年11月分） 提出期限 12月7日" in sent[0].text
    assert "期限を過ぎています" not in sent[0].text
    assert "期限を過ぎています" in sent[1].text


@pytest.mark.req("REP-04", "REP-29")
@pytest.mark.usefixtures("november")
def test_a_version_that_was_not_handed_in_is_due_again() -> None:
    agree_due("monthly", DueRule.DAYS_AFTER, 1, by=MANAGER)
    issue = issued(drafted())
    hand_in(issue.report, way=Way.EMAIL, handed_on=TODAY, recipient="市民課", by=MANAGER)
    assert not lines_to_remind_of(TODAY)

    issued(reopen(issue.report, "訂正", by=MANAGER))

    assert codes(lines_to_remind_of(TODAY)) == ["monthly"]


@pytest.mark.usefixtures("november")
def test_the_city_sees_what_left_and_nothing_that_is_being_made() -> None:
    drafted("daily", Period(NOVEMBER.last, NOVEMBER.last))
    assert due_lines(CLERK, TODAY) == []
    training = make_report("training", Period(TODAY, TODAY), by=SUPERVISOR)
    hand_in(training, way=Way.PAPER, handed_on=TODAY, recipient="市民課", by=MANAGER)

    assert codes(due_lines(CLERK, TODAY)) == ["training"]
    assert Report.objects.count() == 2
