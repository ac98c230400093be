"""The demo's plan of shifts and a consultation about it: last week, this one and the next two, with one absence that nobody fills yet."""

from datetime import date, datetime, time, timedelta

from madoguchi.accounts.actions import issue_account
from madoguchi.accounts.demo import login_id_of
from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.calls.lines.queries import seats_on
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import contract, openings
from madoguchi.workforce.models import Shift
from madoguchi.workforce.regimes.actions import Agreed, record_consultation
from madoguchi.workforce.shifts.actions import Hours, give_breaks_in_turn, plan_shifts, report_absence
from madoguchi.workforce.shifts.queries import day_plan
from madoguchi.workforce.shifts.rules import AbsenceReason, Duty

NAMES = (
    "見本 聞乃",
    "見本 声美",
    "見本 呼子",
    "見本 応太",
    "見本 鈴香",
    "見本 話子",
    "見本 通",
    "見本 結",
    "見本 灯",
)
WEEKS_BACK, WEEKS_AHEAD = 1, 3
LONGEST = timedelta(hours=8, minutes=45)
USUAL_SEATS = 2


def plan_some_weeks(supervisor: Actor, administrator: Actor) -> None:
    """As many people as the contract's seats want, and one more who stands by."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday(), weeks=WEEKS_BACK)
    until = min(monday + timedelta(weeks=WEEKS_BACK + WEEKS_AHEAD, days=-1), contract().service_until)
    if Shift.objects.exists() or monday > until:
        return
    _tell_of_a_consultation(supervisor, monday)
    people = _operators(administrator)
    for day, opening in openings("telephone", monday, until).items():
        if not opening.is_open:
            continue
        with clock.as_if(min(clock.now(), clock.moment(day, time(7)))):
            _plan(day, opening.intervals[0].start, opening.intervals[-1].end, people, supervisor)
    missing = Shift.objects.filter(day__gte=today, staff=people[1], is_standby=False).first()
    if missing:
        begins, ends = clock.in_tokyo(missing.begins_at), clock.in_tokyo(missing.ends_at)
        noon = min(begins + timedelta(hours=3), ends)
        report_absence(
            missing,
            begins=begins.time(),
            ends=noon.time(),
            reason=AbsenceReason.TRANSPORT,
            by=supervisor,
        )


def _tell_of_a_consultation(by: Actor, day: date) -> None:
    with clock.as_if(clock.moment(day, time(16))):
        record_consultation(
            Agreed(
                held_on=day,
                held_with="市民課 見本係長",
                situation="入電は前の月と同じくらいです。月曜日の午前に、待ち時間が長くなる日がありました。",
                decision="席数は変えません。月曜日の午前は、休憩をずらして席を保ちます。",
            ),
            by=by,
        )


def _operators(administrator: Actor) -> list[Staff]:
    first = Staff.objects.get(login_id=login_id_of(Role.OPERATOR))
    others = [issue_account(name=name, role=Role.OPERATOR, by=administrator).staff for name in NAMES]
    return [first, *others]


def _plan(day: date, opens: datetime, closes: datetime, people: list[Staff], supervisor: Actor) -> None:
    seats = min(seats_on(day) or USUAL_SEATS, 4)
    whole = [(opens, closes)]
    if closes - opens > LONGEST:  # early and late
        whole = [(opens, opens + LONGEST), (closes - LONGEST, closes)]
    number = 0
    for begins, ends in whole:
        for _ in range(seats + (begins == opens)):
            _one(day, people[number], begins, ends, supervisor)
            number += 1
    _one(day, people[number], opens, whole[0][1], supervisor, is_standby=True)
    for (begins, ends), role, duty in zip(
        [whole[0], whole[-1]], (Role.MANAGER, Role.SUPERVISOR), (Duty.MANAGER, Duty.SUPERVISOR), strict=True
    ):
        staff = Staff.objects.get(login_id=login_id_of(role))
        _one(day, staff, begins, ends, supervisor, duty=duty, deputises=role is Role.SUPERVISOR)
    give_breaks_in_turn(day, agreed=day_plan(day, usual=seats).agreed, by=supervisor)


def _one(
    day: date,
    staff: Staff,
    begins: datetime,
    ends: datetime,
    by: Actor,
    *,
    duty: Duty = Duty.TELEPHONE,
    is_standby: bool = False,
    deputises: bool = False,
) -> None:
    hours = Hours(begins.time(), ends.time(), duty, is_standby=is_standby, deputises=deputises)
    plan_shifts(staff, first=day, until=day, hours=hours, by=by)
