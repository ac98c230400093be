"""Meetings for the demo: one that was held, with its pack and, where the contract wants them, its minutes; one ahead."""

from datetime import date, time, timedelta

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.metrics.past.shapes import Period
from madoguchi.municipality.queries import contract
from madoguchi.reports.meetings.actions import (
    Planned,
    Written,
    hand_in_minutes,
    make_pack,
    plan_meeting,
    write_minutes,
)
from madoguchi.reports.meetings.queries import minutes_are_written
from madoguchi.reports.models import Meeting
from madoguchi.reports.queries import ways_offered

AGENDA = "1 先月の実績\n2 改善提案\n3 そのほか"
SAID = Written(
    attendees="市：市民課 2名\n受託者：業務責任者、スーパーバイザー",
    said="先月の実績を報告した。月の前半に問い合わせが集中した。\n改善提案を説明し、話し合った。",
    decided="確認メールの文面を直す。",
    to_do="前日のメールの文面案（受託者、次の定例会まで）",
)
SATURDAY = 5  # as Python counts
HELD, AHEAD, HANDED, BACK = timedelta(days=9), timedelta(days=19), timedelta(days=5), timedelta(days=28)


def hold_some_meetings(supervisor: Actor, manager: Actor) -> int:
    """A second time changes nothing."""
    if Meeting.objects.exists():
        return 0
    today = clock.today()
    held = _planned(today - HELD, supervisor)
    if held is not None:
        make_pack(held, Period(today - BACK, today), by=manager)
        if minutes_are_written():
            write_minutes(held, SAID, by=supervisor)
            hand_in_minutes(held, way=ways_offered()[0], handed_on=today - HANDED, recipient="市民課", by=manager)
    _planned(today + AHEAD, supervisor)
    return Meeting.objects.count()


def _planned(day: date, by: Actor) -> Meeting | None:
    """On a working day of the contract."""
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    if not contract().service_from <= day <= contract().service_until:
        return None
    return plan_meeting(Planned(clock.moment(day, time(14)), "市役所本庁舎 会議室", AGENDA), by=by)
