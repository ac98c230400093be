"""Reports for the demo: drafted by themselves, one that waits for its review, older ones handed in, one corrected."""

from datetime import timedelta

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.actions import change_settings
from madoguchi.reports.actions import (
    hand_in,
    issue_report,
    make_report,
    name_day,
    reopen,
    send_to_review,
    write_text,
)
from madoguchi.reports.agreeing import agree_due
from madoguchi.reports.drafting import places_for_texts
from madoguchi.reports.forms import kinds_on
from madoguchi.reports.jobs import reports_to_draft
from madoguchi.reports.models import Report
from madoguchi.reports.queries import kinds_without_a_day, ways_offered
from madoguchi.reports.schedule import Cycle, DueRule, State

WORDS = (
    "月の前半に問合せが集中しました。受取りの予約と、有効期限のお知らせについての問合せが多くなっています。",
    "受付開始の30分に着信が集まります。始業の人数を1人増やし、予約サイトの案内を音声案内に加えることを提案します。",
    "特になし",
)
CORRECTION = "所見に、市との打合せの結果を加えました。"


def write_some_reports(supervisor: Actor, manager: Actor, administrator: Actor) -> int:
    """A second time changes nothing."""
    if Report.objects.exists() or not kinds_on():
        return 0
    change_settings({"reports.contractor": "株式会社みほん窓口サービス"}, by=administrator)
    for kind in kinds_without_a_day():
        if kind.cycle is Cycle.MONTHLY:
            agree_due(kind.code, DueRule.DAY_OF_NEXT_MONTH, 10, note="見本：打合せで決まりました", by=manager)
    for kind, period in list(reports_to_draft(clock.today())):
        make_report(kind.code, period, by=supervisor)
    newest: set[str] = set()
    for report in Report.objects.filter(state=State.DRAFT).exclude(cycle=Cycle.DAILY).order_by("-last", "code"):
        _fill_in(report, supervisor)
        send_to_review(report, by=supervisor)
        if report.code in newest:
            _issue(report, manager)
        newest.add(report.code)
    _correct_one(supervisor, manager)
    _one_is_asked_for(supervisor)
    return Report.objects.count()


def _fill_in(report: Report, supervisor: Actor) -> None:
    counted = report.counted
    for place, (_, block) in enumerate(places_for_texts(counted) if counted else ()):
        write_text(report, block.key, WORDS[min(place, len(WORDS) - 1)], by=supervisor)


def _issue(report: Report, manager: Actor) -> None:
    issue_report(report, by=manager)
    handed_on = min(report.last + timedelta(days=6), clock.today())
    hand_in(report, way=ways_offered()[0], handed_on=handed_on, recipient="市民課", by=manager)


def _correct_one(supervisor: Actor, manager: Actor) -> None:
    report = Report.objects.filter(state=State.ISSUED).order_by("-last", "code").first()
    text = report.texts.order_by("-pk").first() if report else None
    if report is None or text is None:
        return
    reopen(report, CORRECTION, by=manager)
    write_text(report, text.key, f"{text.words}打合せで、音声案内の文を見直すことになりました。", by=supervisor)
    send_to_review(report, by=supervisor)
    _issue(report, manager)


def _one_is_asked_for(supervisor: Actor) -> None:
    daily = Report.objects.filter(cycle=Cycle.DAILY, state=State.DRAFT).order_by("-last").first()
    if daily is not None:
        tomorrow = clock.today() + timedelta(days=1)
        name_day(daily, tomorrow, asked_on=clock.today(), note="市民課から電話", by=supervisor)
