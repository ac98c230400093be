"""The plan of shifts: where it falls short of the contract and of the law, breaks in turn, absences and substitutes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.core.history.models import Event
from madoguchi.core.refusals import MissingRight
from madoguchi.municipality.actions import change_settings
from madoguchi.workforce.models import Absence, Shift
from madoguchi.workforce.seats.actions import add_seats
from madoguchi.workforce.shifts import refusals
from madoguchi.workforce.shifts.actions import (
    Hours,
    change_shift,
    copy_week,
    give_breaks_in_turn,
    plan_shifts,
    report_absence,
    send_substitute,
    take_back_absence,
    withdraw_shift,
)
from madoguchi.workforce.shifts.queries import (
    DayPlan,
    breaches_in_week,
    day_plan,
    may_stand_in,
    open_absences,
    own_shifts,
    shifts_visible_to,
)
from madoguchi.workforce.shifts.rules import (
    AbsenceReason,
    Breach,
    Duty,
    Stretch,
    Wanted,
)
from tests.calls.people import MANAGER, SUPERVISOR, staff
from tests.worlds import ADMIN, PRESENT, TODAY, TOMORROW, actor, applied

pytestmark = pytest.mark.django_db
# Kawagoe's hours.
OPENS, CLOSES = time(8, 30), time(17, 15)
LUNCH = (time(12), time(13))


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(PRESENT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def kawagoe(db: None) -> None:
    """003 第2-2(3)ア: two seats at every hour, breaks included. Its service goes on into the tests' present."""
    applied("kawagoe")
    change_settings({"contract.service_until": "2026-12-31"}, by=ADMIN)


def plan(name: str = "op-a", day: date = TOMORROW, **hours: Any) -> Shift:
    whole = Hours(**{"begins": OPENS, "ends": CLOSES, **hours})
    return plan_shifts(staff(name), first=day, until=day, hours=whole, by=SUPERVISOR)[0]


def looked_at(day: date = TOMORROW, *, usual: int = 2, needed: Sequence[Wanted] = ()) -> DayPlan:
    return day_plan(day, usual=usual, needed=needed)


def words(stretch: Stretch) -> str:
    return f"{stretch.begins:%H:%M}-{stretch.ends:%H:%M}"


def at(text: str, day: date = TOMORROW) -> datetime:
    return datetime.fromisoformat(f"{day}T{text}:00+09:00")


def between(begins: str, ends: str) -> Stretch:
    return Stretch(at(begins), at(ends))


@pytest.mark.req("WFM-04", "WFM-11")
def test_every_interval_below_the_minimum_is_named_also_where_it_is_a_break_that_makes_it_so(kawagoe: None) -> None:
    plan("op-a", breaks=[LUNCH])
    plan("op-b", breaks=[(time(12, 30), time(13, 30))], ends=time(16))
    found = [(words(gap.stretch), gap.present, gap.wanted) for gap in looked_at().below_least]
    assert found == [
        ("12:00-12:30", 1, 2),
        ("12:30-13:00", 0, 2),
        ("13:00-13:30", 1, 2),
        ("16:00-17:15", 1, 2),
    ]
    assert looked_at().is_short


@pytest.mark.req("WFM-04")
def test_who_stands_by_or_does_something_else_holds_no_seat(kawagoe: None) -> None:
    plan("op-a", breaks=[LUNCH])
    plan("op-b", is_standby=True)
    plan("op-c", duty=Duty.DATA)
    assert {gap.present for gap in looked_at().below_least} == {0, 1}


@pytest.mark.req("WFM-04", "WFM-05", "WFM-16")
def test_the_agreed_number_and_what_was_added_are_warned_of_apart_from_the_contracts_minimum(kawagoe: None) -> None:
    for name in ("op-a", "op-b"):
        plan(name, TODAY)
    assert not looked_at(TODAY).below_agreed
    assert {(gap.present, gap.wanted) for gap in looked_at(TODAY, usual=3).below_agreed} == {(2, 3)}
    add_seats(2, until_at=PRESENT + timedelta(hours=1), reason="急増", usual=2, by=SUPERVISOR)
    [gap] = looked_at(TODAY).below_agreed
    assert (words(gap.stretch), gap.present, gap.wanted) == ("10:00-11:00", 2, 4)
    assert not looked_at(TODAY).below_least


@pytest.mark.req("WFM-08", "WFM-16")
def test_where_the_expected_calls_want_more_people_than_are_planned_it_is_said(kawagoe: None) -> None:
    for name in ("op-a", "op-b"):
        plan(name)
    needed = [
        Wanted(4, between("10:00", "10:30")),
        Wanted(4, between("10:30", "11:00")),
        Wanted(2, between("11:00", "11:30")),
    ]
    [gap] = looked_at(needed=needed).below_need
    assert (words(gap.stretch), gap.present, gap.wanted) == ("10:00-11:00", 2, 4)


@pytest.mark.req("WFM-13")
@pytest.mark.preset_key("staffing.managers_stationed", "staffing.managers")
def test_the_responsible_person_or_a_deputy_is_there_in_all_opening_hours(db: None) -> None:
    applied("hatsukaichi")
    opening = looked_at().opening[0]
    assert looked_at().leaderless == [opening]
    boss = plan("boss", duty=Duty.MANAGER, breaks=[LUNCH], begins=opening.begins.time(), ends=opening.ends.time())
    assert [words(one) for one in looked_at().leaderless] == ["12:00-13:00"]
    plan("op-a", begins=time(12), ends=time(13), deputises=True)
    assert not looked_at().leaderless
    report_absence(boss, begins=opening.begins.time(), ends=time(10), reason=AbsenceReason.TRANSPORT, by=SUPERVISOR)
    assert [one.ends.hour for one in looked_at().leaderless] == [10]
    change_settings({"staffing.managers_stationed": False}, by=ADMIN)
    assert not looked_at().leaderless
    change_settings({"staffing.managers_stationed": True, "staffing.managers": 0}, by=ADMIN)
    assert not looked_at().leaderless


@pytest.mark.req("WFM-11")
@pytest.mark.parametrize(
    ("ends", "minutes", "breaches"),
    [
        (time(14), 0, []),  # six hours
        (time(14, 1), 0, [Breach.REST]),
        (time(16, 45), 45, []),
        (time(16, 30), 44, [Breach.REST]),
        (time(16, 45), 44, [Breach.REST, Breach.LONG_DAY]),
        (time(17), 60, []),
        (time(17), 59, [Breach.REST, Breach.LONG_DAY]),
        (time(18), 60, [Breach.LONG_DAY]),
    ],
)
def test_labour_law_of_breaks_is_counted_to_the_minute(
    kawagoe: None, ends: time, minutes: int, breaches: list[Breach]
) -> None:
    rest = [(time(11), time(11 + minutes // 60, minutes % 60))] if minutes else []
    plan(begins=time(8), ends=ends, breaks=rest)
    assert [one.breach for one in looked_at().breaches] == breaches


@pytest.mark.req("WFM-11")
def test_two_shifts_of_one_person_on_a_day_are_one_days_work(kawagoe: None) -> None:
    plan(begins=time(8, 30), ends=time(12))
    plan(begins=time(12), ends=time(16))
    assert [one.breach for one in looked_at().breaches] == [Breach.REST]
    plan("op-b", begins=time(8, 30), ends=time(12))
    plan("op-b", begins=time(12, 45), ends=time(16))
    assert [one.name for one in looked_at().breaches] == ["見本 op-a"]


def test_a_week_is_looked_at_as_a_whole(kawagoe: None) -> None:
    monday = date(2026, 12, 7)
    hours = Hours(time(8, 30), time(17, 45), breaks=[LUNCH])
    plan_shifts(staff("op-a"), first=monday, until=monday + timedelta(days=4), hours=hours, by=SUPERVISOR)
    assert [(one.name, one.breach) for one in breaches_in_week(monday)] == [("見本 op-a", Breach.LONG_WEEK)]


@pytest.mark.req("WFM-11")
def test_breaks_are_given_in_turn_so_that_the_minimum_stays_and_the_law_is_kept(kawagoe: None) -> None:
    for name in ("op-a", "op-b", "op-c"):
        plan(name)
    assert give_breaks_in_turn(TOMORROW, agreed=looked_at().agreed, by=SUPERVISOR) == 3
    day = looked_at()
    assert not day.below_least
    assert not day.breaches
    with pytest.raises(refusals.NobodyNeedsRest):
        give_breaks_in_turn(TOMORROW, agreed=day.agreed, by=SUPERVISOR)


@pytest.mark.req("WFM-11", "WFM-13")
def test_a_deputy_does_not_rest_while_the_responsible_person_does(db: None) -> None:
    applied("hatsukaichi")
    plan("boss", duty=Duty.MANAGER)
    plan("op-a", deputises=True)
    give_breaks_in_turn(TOMORROW, agreed=looked_at().agreed, by=SUPERVISOR)
    resting = [one.breaks[0] for one in looked_at().planned]
    assert len(resting) == 2
    assert not resting[0].overlaps(resting[1])


# Planning


@pytest.mark.req("WFM-08")
def test_a_stretch_of_days_is_planned_on_the_days_on_which_the_telephone_is_open(kawagoe: None) -> None:
    rows = plan_shifts(
        staff("op-a"),
        first=date(2026, 12, 4),
        until=date(2026, 12, 8),
        hours=Hours(OPENS, CLOSES, breaks=[LUNCH]),
        by=SUPERVISOR,
    )
    closed = {date(2026, 12, 5), date(2026, 12, 6)}
    assert {row.day for row in rows} & closed == set()
    assert Event.objects.filter(kind="shift.planned").count() == len(rows)


def test_what_cannot_be_is_refused_and_nothing_is_written(kawagoe: None) -> None:
    plan()
    wrong: list[tuple[dict[str, Any], type[Exception]]] = [
        ({"begins": CLOSES, "ends": OPENS}, refusals.TimesTurned),
        ({"begins": time(16), "ends": time(18)}, refusals.PlannedAlready),
        ({"name": "op-b", "day": TODAY - timedelta(days=1)}, refusals.DayOver),
        ({"name": "op-b", "breaks": [(OPENS, time(9))]}, refusals.BreaksOutside),
        ({"name": "op-b", "breaks": [LUNCH, (time(12, 30), time(14))]}, refusals.BreaksOutside),
        ({"name": "op-b", "is_standby": True, "breaks": [LUNCH]}, refusals.StandbyDoesNothing),
    ]
    for hours, refusal in wrong:
        with pytest.raises(refusal):
            plan(**hours)
    with pytest.raises(refusals.NotOfTheCentre):
        plan_shifts(
            Staff.objects.create(login_id="city", name="市", role=Role.CITY_CLERK.value),
            first=TOMORROW,
            until=TOMORROW,
            hours=Hours(OPENS, CLOSES),
            by=SUPERVISOR,
        )
    with pytest.raises(MissingRight):
        plan_shifts(
            staff("op-b"), first=TOMORROW, until=TOMORROW, hours=Hours(OPENS, CLOSES), by=actor(Role.OPERATOR)
        )
    assert Shift.objects.count() == 1


def test_a_change_and_a_withdrawal_stand_in_the_history_of_the_day(kawagoe: None) -> None:
    shift = plan(breaks=[LUNCH])
    change_shift(shift, Hours(time(9), CLOSES, breaks=[(time(13), time(14))]), by=SUPERVISOR)
    assert [words(one.whole) for one in looked_at().planned] == ["09:00-17:15"]
    assert [words(one) for one in looked_at().planned[0].breaks] == ["13:00-14:00"]
    withdraw_shift(shift, by=SUPERVISOR)
    assert not looked_at().planned
    kinds = Event.objects.filter(about_key=str(TOMORROW)).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["shift.planned", "shift.changed", "shift.withdrawn"]


def test_a_day_that_is_over_stays_as_it_was_planned(kawagoe: None, moment: time_machine.Traveller) -> None:
    shift = plan()
    moment.move_to(PRESENT + timedelta(days=2))
    for change in (
        lambda: withdraw_shift(shift, by=SUPERVISOR),
        lambda: change_shift(shift, Hours(time(9), CLOSES), by=SUPERVISOR),
        lambda: give_breaks_in_turn(TOMORROW, agreed=[], by=SUPERVISOR),
    ):
        with pytest.raises(refusals.DayOver):
            change()


@pytest.mark.req("WFM-08")
def test_a_week_is_copied_where_nobody_has_planned_anything_yet(kawagoe: None) -> None:
    monday = date(2026, 12, 7)
    hours = Hours(OPENS, CLOSES, breaks=[LUNCH], note="早番")
    plan_shifts(staff("op-a"), first=monday, until=monday + timedelta(days=4), hours=hours, by=SUPERVISOR)
    plan("op-a", monday + timedelta(days=7), begins=time(13))
    assert copy_week(monday + timedelta(days=7), by=MANAGER) == 4
    copied = Shift.objects.get(day=monday + timedelta(days=8))
    assert (copied.note, copied.breaks.count()) == ("早番", 1)
    with pytest.raises(refusals.NothingToCopy):
        copy_week(monday + timedelta(days=7), by=MANAGER)


# Absences


@pytest.mark.req("WFM-10")
def test_an_absence_opens_a_gap_and_whoever_stands_in_closes_it(kawagoe: None) -> None:
    shift = plan("op-a", TODAY)
    plan("op-b", TODAY)
    plan("op-c", TODAY, is_standby=True)
    assert not looked_at(TODAY).below_least
    absence = report_absence(shift, begins=OPENS, ends=time(13), reason=AbsenceReason.TRANSPORT, by=SUPERVISOR)
    assert [words(gap.stretch) for gap in looked_at(TODAY).below_least] == ["08:30-13:00"]
    assert open_absences(SUPERVISOR, TODAY) == [absence]
    staff("op-d")
    offered = [(one.login_id, why) for one, why in may_stand_in(absence)]
    assert offered[0] == ("op-c", "待機中")
    assert ("op-d", "この時間のシフトなし") in offered
    assert not {"op-a", "op-b"} & {login for login, _ in offered}
    send_substitute(absence, staff("op-c"), by=SUPERVISOR)
    assert not looked_at(TODAY).below_least
    assert open_absences(SUPERVISOR, TODAY) == []
    with pytest.raises(refusals.HasSubstitute):
        take_back_absence(absence, by=SUPERVISOR)
    with pytest.raises(refusals.MayNotStandIn):
        send_substitute(absence, staff("op-b"), by=SUPERVISOR)


@pytest.mark.req("WFM-10")
def test_why_somebody_is_absent_is_for_those_who_plan_and_not_in_the_history(kawagoe: None) -> None:
    shift = plan("op-a", TODAY)
    report_absence(shift, begins=OPENS, ends=CLOSES, reason=AbsenceReason.CONDITION, by=SUPERVISOR)
    event = Event.objects.get(kind="absence.reported")
    assert "condition" not in event.body
    assert "体調" not in event.body
    assert open_absences(ADMIN, TODAY) == []


def test_an_absence_lies_inside_the_shift_once_and_can_be_taken_back(kawagoe: None) -> None:
    shift = plan("op-a", TODAY)

    def away(begins: time, ends: time) -> Absence:
        return report_absence(shift, begins=begins, ends=ends, reason=AbsenceReason.OTHER, by=SUPERVISOR)

    with pytest.raises(refusals.OutsideShift):
        away(time(8), time(9))
    absence = away(time(9), time(11))
    with pytest.raises(refusals.AbsentAlready):
        away(time(10), time(12))
    with pytest.raises(refusals.ShiftHasAbsence):
        withdraw_shift(shift, by=SUPERVISOR)
    take_back_absence(absence, by=SUPERVISOR)
    withdraw_shift(shift, by=SUPERVISOR)
    assert not Shift.objects.exists()


def test_an_operator_sees_their_own_shifts_and_nobody_elses(kawagoe: None) -> None:
    plan("op-a")
    plan("op-b")
    one = actor(Role.OPERATOR, "op-a")
    assert [row.staff.login_id for row in shifts_visible_to(one)] == ["op-a"]
    assert own_shifts(one, TOMORROW, TOMORROW).count() == 1
    assert shifts_visible_to(SUPERVISOR).count() == 2
    assert shifts_visible_to(ADMIN).count() == 2
    assert shifts_visible_to(actor(Role.CITY_CLERK)).count() == 0
