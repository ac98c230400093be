"""From the draft to what is issued, which nothing that changes later can change; and once more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from madoguchi.config.self_check import differences
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.core.text.my_number import MyNumberRefused
from madoguchi.metrics import definitions
from madoguchi.municipality.actions import change_settings
from madoguchi.reports import drafting
from madoguchi.reports.actions import (
    count_anew,
    hand_in,
    issue_report,
    make_report,
    name_day,
    reopen,
    send_back,
    send_to_review,
    write_text,
)
from madoguchi.reports.agreeing import agree_due, agree_form
from madoguchi.reports.content import TextBlock, digest_of
from madoguchi.reports.forms import Part, PartKind, form_of, kind_of
from madoguchi.reports.models import Issue, Report
from madoguchi.reports.queries import (
    damaged_issues,
    due_of,
    newest_issue,
    personal_words,
    reports_visible_to,
    ways_offered,
)
from madoguchi.reports.refusals import (
    FormDoesNotFit,
    FormsAreFixed,
    HandedInTheFuture,
    HoldsPersonalData,
    MadeAlready,
    NothingIssued,
    NotOpen,
    PeriodNotOver,
    ReasonMissing,
    TextsMissing,
    WayNotOffered,
)
from madoguchi.reports.schedule import DueRule, State, Way
from tests.reports.conftest import NOVEMBER, at
from tests.reports.written import (
    CLERK,
    MANAGER,
    OPERATOR,
    SUPERVISOR,
    a_later_found_call,
    drafted,
    filled_in,
    issued,
    line,
    reviewed,
    tables,
)
from tests.worlds import ADMIN, TODAY

pytestmark = pytest.mark.usefixtures("november")


@pytest.mark.req("REP-02", "REP-03")
@pytest.mark.preset_key("report_sections.csv")
def test_the_form_of_the_contract_is_counted_into_a_draft() -> None:
    content = drafted().counted
    assert content is not None

    rate = line(content, "answer_rate")
    assert (rate.value.part, rate.value.whole, rate.target, rate.is_met) == (3, 5, 80, False)
    assert line(content, "received").number == 5
    assert {"calls_by_day", "calls_by_hour"} <= set(tables(content))
    assert content.period_words == "令和8年11月分"
    assert {"answer_rate", "received"} <= {one.key for one in content.definitions}


@pytest.mark.preset_key("reports.contractor", "body.kind")
def test_the_head_names_both_sides_of_the_contract() -> None:
    change_settings({"reports.contractor": "株式会社まどぐち"}, by=ADMIN)

    content = drafted().counted
    assert content is not None
    assert (content.contractor, content.addressee) == ("株式会社まどぐち", "廿日市市長 様")
    change_settings({"body.kind": "agency"}, by=ADMIN)
    assert drafting.heads_of(clock.today())[2] == "廿日市市 御中"


@pytest.mark.req("REP-03")
def test_a_report_says_how_its_own_contract_counts() -> None:
    content = drafted().counted
    assert content is not None
    said = next(one.formula for one in content.definitions if one.key == "answer_rate")
    assert "待ち列での切断は応答なしに数えます" in said


@pytest.mark.req("REP-05")
def test_an_issued_report_does_not_change_with_what_it_was_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a definition, nor a switch or target, a form, a name, nor a record of that time."""
    issue = issued(words="月初めに集中した。")
    before = (issue.content, issue.digest)

    changed = replace(definitions.BY_KEY["answer_rate"], version=9, label="別の率", formula="別の数え方")
    monkeypatch.setitem(definitions.BY_KEY, "answer_rate", changed)
    change_settings({"targets.answer_rate_percent": 50, "targets.overflow_counts": False}, by=ADMIN)
    change_settings({"reports.contractor": "別の会社", "body.name": "別の市"}, by=ADMIN)
    agree_form("monthly", form_of("monthly")[:1], by=MANAGER)
    a_later_found_call(at(5))

    report = drafted("daily", replace(NOVEMBER, first=at(5).date(), last=at(5).date()))
    assert report.counted is not None
    assert line(report.counted, "received").number == 1  # so it is a change of what was reported
    kept = Issue.objects.get(pk=issue.pk)
    assert (kept.content, kept.digest, kept.is_intact) == (*before, True)
    shown = kept.as_issued
    assert (line(shown, "answer_rate").label, line(shown, "answer_rate").target) == ("応答率", 80)
    assert line(shown, "answer_rate").value.version == 1
    assert line(shown, "received").number == 5
    assert shown.municipality == "廿日市市"
    assert TextBlock("月初めに集中した。", "supervisor", clock.now(), "findings") in [
        replace(block, prompt="")
        for section in shown.sections
        for block in section.blocks
        if isinstance(block, TextBlock)
    ]


@pytest.mark.req("REP-02")
def test_what_was_reviewed_is_what_is_issued() -> None:
    report = reviewed(drafted())
    a_later_found_call(at(5))

    with pytest.raises(NotOpen):
        count_anew(report, by=SUPERVISOR)
    with pytest.raises(NotOpen):
        write_text(report, "findings", "別の言葉", by=SUPERVISOR)
    assert line(issue_report(report, by=MANAGER).as_issued, "received").number == 5


def test_a_report_is_issued_once_in_a_version_and_only_after_a_review() -> None:
    report = filled_in(drafted())

    with pytest.raises(NotOpen):
        issue_report(report, by=MANAGER)
    issue = issued(report)
    with pytest.raises(NotOpen):
        issue_report(report, by=MANAGER)
    with pytest.raises(IntegrityError), transaction.atomic():
        issue.save()
    assert Issue.objects.count() == 1


def test_who_changes_an_issue_in_the_database_is_found() -> None:
    issue = issued()
    assert not [one for one in differences({}) if one.startswith("報告書")]

    Issue.objects.filter(pk=issue.pk).update(content=issue.content.replace("令和8年", "令和7年"))

    assert [one for one in differences({}) if one.startswith("報告書")] == [
        f"報告書 {issue.report_id}（monthly）第1版: 内容が確定したときと違います"
    ]
    assert Event.objects.filter(kind="report.issued", body__contains=issue.digest).count() == 1


def test_who_changes_its_digest_too_is_found_by_the_history() -> None:
    issue = issued()
    content = issue.content.replace("令和8年", "令和7年")
    Issue.objects.filter(pk=issue.pk).update(content=content, digest=digest_of(content))
    assert Issue.objects.get().is_intact
    assert list(damaged_issues()) == [f"報告書 {issue.report_id}（monthly）第1版: 内容が確定したときと違います"]


def test_who_takes_an_issue_out_of_the_database_is_found() -> None:
    issue = issued()
    reopen(issue.report, "数字の誤り", by=MANAGER)
    issued(Report.objects.get())
    Issue.objects.filter(pk=issue.pk).delete()
    assert list(damaged_issues()) == [f"報告書 {issue.report_id}（monthly）第1版: 確定した版がなくなっています"]
    with connection.cursor() as cursor:  # the proof of the history names that
        cursor.execute("UPDATE core_event SET body = '{' WHERE kind = 'report.issued'")
    assert list(damaged_issues()) == [f"報告書 {issue.report_id}（monthly）第2版: 内容が確定したときと違います"]


@pytest.mark.req("REP-02", "REP-16")
def test_issued_once_more_it_says_what_changed_and_why() -> None:
    first = issued(words="なし")
    a_later_found_call(at(5))
    report = reopen(first.report, "11月5日の通話を加えた", by=MANAGER)
    second = issued(count_anew(report, by=SUPERVISOR), words="一件を加えた。").as_issued

    assert (second.version, second.reason) == (2, "11月5日の通話を加えた")
    assert "着信：5件 → 6件" in second.changes
    assert "応答率：60.0%（3/5） → 66.6%（4/6）" in second.changes
    assert "表「日別の着信と応答」11月5日（木）の着信：0 → 1" in second.changes
    assert "「所見」の文章を書き直しました。" in second.changes
    assert Issue.objects.get(version=1).as_issued == first.as_issued


def test_a_change_of_how_it_is_counted_stands_in_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    first = issued()
    monkeypatch.setitem(definitions.BY_KEY, "received", replace(definitions.BY_KEY["received"], version=2))

    again = count_anew(reopen(first.report, "数え方が変わった", by=MANAGER), by=SUPERVISOR)

    assert "着信の数え方：第1版 → 第2版" in issued(again).as_issued.changes


def test_every_place_for_words_is_filled_before_it_goes_to_review() -> None:
    report = drafted()
    write_text(report, "findings", "なし", by=SUPERVISOR)

    with pytest.raises(TextsMissing, match="問合せの内容"):
        send_to_review(report, by=SUPERVISOR)


def test_sent_back_with_a_reason_it_may_be_written_again() -> None:
    report = reviewed(drafted())

    with pytest.raises(ReasonMissing):
        send_back(report, " ", by=MANAGER)
    report = send_back(report, "理由も書いてください", by=MANAGER)
    assert (report.state, report.remark) == (State.DRAFT, "理由も書いてください")
    assert send_to_review(report, by=SUPERVISOR).remark == ""


@pytest.mark.req("REP-10")
@pytest.mark.switch("desk_report_check")
@pytest.mark.preset_key("switches.desk_report_check")
@pytest.mark.preset_key("reports.csv:personal_data")
def test_where_the_contract_wants_it_no_words_that_name_somebody_are_issued() -> None:
    report = reviewed(drafted(), "担当は山田太郎さん、電話 090-1234-5678 です。")
    issue_report(report, by=MANAGER)  # of the monthly report the contract expects such words
    change_settings({"switches.desk_report_check": True}, by=ADMIN)
    training = make_report("training", replace(NOVEMBER, last=NOVEMBER.first), by=SUPERVISOR)
    assert training.state == State.ELSEWHERE  # without a form there is nothing to look through
    agree_form("training", [Part("内容", PartKind.TEXT, ("body",))], by=MANAGER)
    day = replace(NOVEMBER, first=NOVEMBER.last)
    report = reviewed(make_report("training", day, by=SUPERVISOR), "連絡先は 090-1234-5678 です。")

    with pytest.raises(HoldsPersonalData) as refused:
        issue_report(report, by=MANAGER)
    assert refused.value.found == (("内容", "090-1234-5678", "電話番号"),)
    issue = issue_report(report, personal_checked="コールセンターの代表番号", by=MANAGER)
    assert issue.personal_checked == "コールセンターの代表番号"
    assert personal_words(issue.as_issued)
    change_settings({"switches.desk_report_check": False}, by=ADMIN)
    issue_report(
        send_to_review(reopen(report, "直す", by=MANAGER), by=SUPERVISOR), by=MANAGER
    )  # only asked where the contract wants it


@pytest.mark.req("REP-10")
def test_no_my_number_goes_into_a_report_whatever_the_contract_says() -> None:
    with pytest.raises(MyNumberRefused):
        write_text(drafted(), "findings", "番号は 1234 5678 9018 でした", by=SUPERVISOR)


@pytest.mark.req("REP-04")
@pytest.mark.preset_key("reports.by_email", "reports.visit_on_request")
def test_handing_in_is_logged_with_way_day_recipient_and_version() -> None:
    report = drafted()
    with pytest.raises(NothingIssued):
        hand_in(report, way=Way.EMAIL, handed_on=TODAY, recipient="市民課", by=MANAGER)
    issue = issued(report)
    name_day(report, TODAY - timedelta(days=1), by=SUPERVISOR)

    with pytest.raises(HandedInTheFuture):
        hand_in(report, way=Way.EMAIL, handed_on=TODAY + timedelta(days=1), recipient="市民課", by=MANAGER)
    log = hand_in(report, way=Way.VISIT, handed_on=TODAY, recipient="市民課", by=MANAGER)

    assert (log.way_label, log.handed_on, log.recipient, log.issue, log.was_late) == (
        "来庁して報告",
        TODAY,
        "市民課",
        issue,
        True,
    )
    change_settings({"reports.by_email": False, "reports.visit_on_request": False}, by=ADMIN)
    assert not {Way.EMAIL, Way.VISIT} & set(ways_offered())
    with pytest.raises(WayNotOffered):
        hand_in(report, way=Way.EMAIL, handed_on=TODAY, recipient="市民課", by=MANAGER)


@pytest.mark.req("REP-05", "REP-27")
@pytest.mark.preset_key("reports.templates_open")
def test_a_form_is_changed_after_agreement_and_drafts_keep_theirs() -> None:
    report = drafted()
    wanted = [
        Part("新しい項目", PartKind.TEXT, ("fresh",), note="協議した項目"),
        Part("数値", PartKind.FIGURES, ("received", "aht")),
    ]
    agree_form("monthly", wanted, note="11月20日の協議", by=MANAGER)

    assert form_of("monthly") == tuple(wanted)
    kept = Report.objects.get(pk=report.pk).counted
    assert kept is not None
    assert kept.sections[0].heading == "応答率"
    anew = count_anew(report, by=SUPERVISOR).counted
    assert anew is not None
    assert [section.heading for section in anew.sections] == ["新しい項目", "数値"]
    assert len(form_of("daily")) > 2
    with pytest.raises(FormDoesNotFit, match="知らない指標"):
        agree_form("monthly", [Part("数値", PartKind.FIGURES, ("no_such_figure",))], by=MANAGER)
    change_settings({"reports.templates_open": False}, by=ADMIN)
    with pytest.raises(FormsAreFixed):
        agree_form("monthly", wanted, by=MANAGER)


@pytest.mark.req("REP-18", "REP-29")
@pytest.mark.preset_key("reports.csv:due", "reports.csv:due_days")
def test_the_city_names_its_day_by_a_rule_or_for_one_report() -> None:
    report = drafted()
    assert due_of(report, kind_of(report.code)).must_be_named
    agree_due("monthly", DueRule.DAY_OF_NEXT_MONTH, 10, note="市から連絡", by=MANAGER)
    assert due_of(report, kind_of(report.code)).on == NOVEMBER.last + timedelta(days=10)
    report = name_day(report, TODAY + timedelta(days=3), note="市民課から電話", by=SUPERVISOR)
    assert due_of(report, kind_of(report.code)).on == TODAY + timedelta(days=3)


@pytest.mark.req("REP-16")
def test_who_may_do_what() -> None:
    with pytest.raises(MissingRight):
        make_report("monthly", NOVEMBER, by=CLERK)
    report = reviewed(drafted())
    for nobody in (SUPERVISOR, CLERK, OPERATOR):
        with pytest.raises(MissingRight):
            issue_report(report, by=nobody)
        with pytest.raises(MissingRight):
            agree_due("monthly", DueRule.PROMPTLY, by=nobody)
    assert not reports_visible_to(CLERK).exists()
    assert not reports_visible_to(OPERATOR).exists()
    issue_report(report, by=MANAGER)
    assert newest_issue(reports_visible_to(CLERK).get()) is not None


def test_of_days_that_are_not_over_nothing_is_reported_and_once_is_enough() -> None:
    with pytest.raises(PeriodNotOver):
        make_report("daily", replace(NOVEMBER, first=TODAY, last=TODAY), by=SUPERVISOR)
    drafted()
    with pytest.raises(MadeAlready):
        drafted()


@pytest.mark.req("REP-04")
def test_handed_in_twice_with_the_same_words_it_is_once() -> None:
    report = issued().report
    for _ in range(2):
        hand_in(report, way=Way.EMAIL, handed_on=clock.today(), recipient="市民課", by=MANAGER)
    assert report.submissions.count() == 1
    assert Event.objects.filter(kind="report.handed").count() == 1
    hand_in(report, way=Way.VISIT, handed_on=clock.today(), recipient="市民課", by=MANAGER)
    assert report.submissions.count() == 2
