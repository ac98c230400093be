"""Meetings of the centre and the city: their calendar, their pack, their minutes (REP-25, REP-26)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import time_machine

from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.metrics.past.shapes import Period
from madoguchi.municipality.actions import change_settings
from madoguchi.reports.content import Content, TableBlock, digest_of
from madoguchi.reports.meetings.actions import (
    Planned,
    Written,
    call_off,
    change_meeting,
    hand_in_minutes,
    make_pack,
    plan_meeting,
    write_minutes,
)
from madoguchi.reports.meetings.months import is_urgent, months_between, spoken_of
from madoguchi.reports.meetings.queries import (
    calendar_around,
    damaged_meetings,
    minutes_visible_to,
    missing_this_month,
    packs_visible_to,
    without_minutes,
)
from madoguchi.reports.meetings.refusals import (
    DaysDoNotFit,
    HandedInBefore,
    HasMinutes,
    IsCalledOff,
    NoMinutesHere,
    NoMinutesYet,
    NotHeldYet,
    NothingChanged,
    OutsideService,
    ReasonOfChange,
)
from madoguchi.reports.models import Meeting, Minutes, MinutesSubmission, Pack, Report
from madoguchi.reports.schedule import State, Way
from tests.quality.proposed import proposed
from tests.reports.conftest import NOVEMBER
from tests.reports.written import CLERK, MANAGER, OPERATOR, SUPERVISOR, issued
from tests.worlds import ADMIN, PRESENT, TODAY, applied

THIS_MORNING = PRESENT - timedelta(hours=1)
SAID = Written(
    "市：担当2名\n受託者：責任者", "11月の実績を報告した。", "音声案内の文を直す。", "文案（責任者、12月8日）"
)


@pytest.fixture
def town(db: None) -> None:
    applied("nishitokyo")


def planned(starts_at: datetime = THIS_MORNING) -> Meeting:
    return plan_meeting(Planned(starts_at, "本庁舎 会議室", "実績の報告"), by=SUPERVISOR)


def handed_in(meeting: Meeting, on: date = TODAY) -> MinutesSubmission:
    return hand_in_minutes(meeting, way=Way.PAPER, handed_on=on, recipient="市民課", by=MANAGER)


@pytest.mark.req("REP-25")
def test_a_meeting_speaks_of_the_month_before_and_the_last_ten_days_are_urgent() -> None:
    assert spoken_of(date(2027, 1, 12)) == Period(date(2026, 12, 1), date(2026, 12, 31))
    assert not is_urgent(date(2026, 12, 21))
    assert is_urgent(date(2026, 12, 22))
    assert months_between(date(2026, 11, 30), date(2027, 1, 1)) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]


@pytest.mark.req("REP-25")
@pytest.mark.preset_key("reports.meetings_a_month")
@pytest.mark.usefixtures("town")
def test_a_month_without_a_meeting_is_missing_one_until_its_day_is_named() -> None:
    missing = missing_this_month(TODAY)
    assert missing is not None
    assert (missing.count, missing.is_urgent) == (1, False)
    meeting = planned()
    assert missing_this_month(TODAY) is None
    change_settings({"reports.meetings_a_month": 2}, by=ADMIN)
    assert missing_this_month(TODAY) is not None
    change_settings({"reports.meetings_a_month": 1}, by=ADMIN)
    call_off(meeting, "台風のため", by=SUPERVISOR)
    assert missing_this_month(TODAY) is not None
    change_settings({"reports.meetings_a_month": 0}, by=ADMIN)
    assert missing_this_month(TODAY) is None


@pytest.mark.req("REP-25")
@pytest.mark.usefixtures("town")
def test_the_calendar_has_every_month_of_the_year_with_what_it_still_wants() -> None:
    meeting = planned()
    months = {month.first: month for month in calendar_around(TODAY)}
    assert months[date(2026, 12, 1)].meetings == (meeting,)
    assert months[date(2026, 12, 1)].missing == 0
    assert months[date(2027, 1, 1)].missing == 1
    assert max(months) == date(2027, 3, 1)


@pytest.mark.req("REP-25")
@pytest.mark.usefixtures("town")
def test_who_may_not_edit_reports_names_no_day_and_a_day_lies_in_the_contract() -> None:
    for by in (CLERK, OPERATOR):
        with pytest.raises(MissingRight):
            plan_meeting(Planned(PRESENT, "本庁舎"), by=by)
    with pytest.raises(OutsideService):
        planned(clock.moment(date(2040, 1, 1), time(10)))
    meeting = planned()
    moved = change_meeting(meeting, Planned(PRESENT + timedelta(days=7), "オンライン"), by=SUPERVISOR)
    assert (moved.place, moved.starts_at) == ("オンライン", PRESENT + timedelta(days=7))
    with pytest.raises(MissingRight):
        make_pack(meeting, NOVEMBER, by=SUPERVISOR)


def rows(content: Content, key: str) -> list[tuple[object, ...]]:
    blocks = [block for section in content.sections for block in section.blocks]
    return [
        row
        for block in blocks
        if isinstance(block, TableBlock) and block.table.key == key
        for row in block.table.rows
    ]


@pytest.mark.req("REP-25", "QUA-06")
@pytest.mark.usefixtures("november")
def test_the_pack_holds_the_issued_reports_with_their_analyses_and_the_proposals() -> None:
    issue = issued(words="月初めに集中した。")
    proposal = proposed()
    pack = make_pack(planned(), NOVEMBER, by=MANAGER)
    content = pack.as_issued
    assert [(row[0], row[1]) for row in rows(content, "issued_reports")] == [("月次報告 令和8年11月分", "第1版")]
    assert [(row[0], row[3]) for row in rows(content, "proposals")] == [(proposal.title, "市に提案済み")]
    assert [row[0] for row in rows(content, "marks")] == ["苦情", "カスハラ", "脅迫・緊急"]
    assert rows(content, "stops") == []
    assert "月初めに集中した。" in pack.content
    assert list(pack.issues.all()) == [issue]
    assert list(packs_visible_to(CLERK)) == [pack]
    assert content.definitions
    fact = Event.objects.get(kind="meeting.packed")
    assert pack.digest in fact.body


@pytest.mark.req("REP-25")
@pytest.mark.usefixtures("november")
def test_a_pack_stays_as_it_was_and_what_is_drafted_is_in_none() -> None:
    meeting = planned()
    first = make_pack(meeting, NOVEMBER, by=MANAGER)
    assert rows(first.as_issued, "issued_reports") == []
    issued()
    proposed()
    second = make_pack(meeting, NOVEMBER, by=MANAGER)
    assert second.version == 2
    assert len(rows(second.as_issued, "issued_reports")) == 1
    assert make_pack(meeting, NOVEMBER, by=MANAGER) == second, "it says nothing new"
    kept = Pack.objects.get(pk=first.pk)
    assert kept.as_issued == first.as_issued
    with pytest.raises(DaysDoNotFit):
        make_pack(meeting, Period(NOVEMBER.last, NOVEMBER.first), by=MANAGER)
    Pack.objects.filter(pk=first.pk).update(content=first.content.replace("定例会資料", "別の資料"))
    assert len(list(damaged_meetings())) == 1
    other = second.content.replace("定例会資料", "別の資料")
    Pack.objects.filter(pk=second.pk).update(content=other, digest=digest_of(other))
    assert Pack.objects.get(pk=second.pk).is_intact
    assert len(list(damaged_meetings())) == 2


@pytest.mark.req("REP-26")
@pytest.mark.usefixtures("town")
def test_minutes_are_written_after_the_meeting_and_handed_in_with_day_way_and_recipient() -> None:
    ahead = planned(PRESENT + timedelta(hours=1))
    with pytest.raises(NotHeldYet):
        write_minutes(ahead, SAID, by=SUPERVISOR)
    meeting = planned()
    assert list(without_minutes()) == [meeting]
    with pytest.raises(NoMinutesYet):
        handed_in(meeting)
    minutes = write_minutes(meeting, SAID, by=SUPERVISOR)
    assert write_minutes(meeting, replace(SAID, decided="なし"), by=SUPERVISOR).pk == minutes.pk
    assert list(without_minutes()) == [meeting]
    assert not minutes_visible_to(CLERK).exists()
    with pytest.raises(HandedInBefore):
        handed_in(meeting, TODAY - timedelta(days=1))
    with pytest.raises(MissingRight):
        hand_in_minutes(meeting, way=Way.PAPER, handed_on=TODAY, recipient="市民課", by=SUPERVISOR)
    submission = handed_in(meeting)
    assert handed_in(meeting) == submission, "sent twice it is once"
    assert (submission.way_label, submission.handed_on, submission.recipient) == ("紙", TODAY, "市民課")
    assert list(without_minutes()) == []
    assert minutes_visible_to(CLERK).get().decided == "なし"
    with pytest.raises(HasMinutes):
        call_off(meeting, "取りやめ", by=SUPERVISOR)


@pytest.mark.req("REP-26")
@pytest.mark.usefixtures("town")
def test_what_was_handed_in_stays_and_a_change_is_the_next_version() -> None:
    meeting = planned()
    write_minutes(meeting, SAID, by=SUPERVISOR)
    handed_in(meeting)
    with pytest.raises(ReasonOfChange):
        write_minutes(meeting, replace(SAID, decided="直さない。"), by=SUPERVISOR)
    with pytest.raises(NothingChanged):
        write_minutes(meeting, SAID, reason="確認", by=SUPERVISOR)
    second = write_minutes(meeting, replace(SAID, decided="直さない。"), reason="市の指摘", by=SUPERVISOR)
    assert second.version == 2
    assert [one.decided for one in minutes_visible_to(CLERK)] == [SAID.decided]
    assert list(without_minutes()) == [meeting]
    handed_in(meeting)
    assert [(one.version, one.decided) for one in minutes_visible_to(CLERK)] == [
        (2, "直さない。"),
        (1, SAID.decided),
    ]
    assert list(damaged_meetings()) == []
    Minutes.objects.filter(version=1).update(said="ほかの言葉")
    assert len(list(damaged_meetings())) == 1
    Minutes.objects.filter(version=1).update(digest="")  # as if it had never been handed in
    assert len(list(damaged_meetings())) == 1


@pytest.mark.req("REP-26")
@pytest.mark.usefixtures("town")
def test_handing_in_ticks_the_minutes_off_the_list_of_what_the_contract_wants() -> None:
    meeting = planned()
    write_minutes(meeting, SAID, by=SUPERVISOR)
    handed_in(meeting)
    report = Report.objects.get(code="minutes")
    assert (report.first, report.last, report.state) == (date(2026, 12, 1), date(2026, 12, 31), State.ELSEWHERE)
    assert "第1版" in report.submissions.get().note


@pytest.mark.req("REP-26")
@pytest.mark.preset_key("reports.minutes_written")
@pytest.mark.usefixtures("town")
def test_a_contract_without_minutes_asks_for_none() -> None:
    meeting = planned()
    change_settings({"reports.minutes_written": False}, by=ADMIN)
    assert list(without_minutes()) == []
    with pytest.raises(NoMinutesHere):
        write_minutes(meeting, SAID, by=SUPERVISOR)


@pytest.mark.req("REP-25", "REP-26")
@pytest.mark.usefixtures("town")
def test_a_meeting_that_was_called_off_has_neither_pack_nor_minutes() -> None:
    meeting = call_off(planned(), "台風のため", by=SUPERVISOR)
    with pytest.raises(IsCalledOff):
        make_pack(meeting, NOVEMBER, by=MANAGER)
    with pytest.raises(IsCalledOff):
        write_minutes(meeting, SAID, by=SUPERVISOR)
    with time_machine.travel(PRESENT + timedelta(days=30), tick=False):
        missing = missing_this_month(clock.today())
        assert missing is not None
        assert missing.is_urgent
