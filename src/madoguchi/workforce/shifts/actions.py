"""Writing the plan. Each day that changes has one event; why somebody is absent stays out of the history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import transaction

from madoguchi.accounts.models import Staff
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.municipality.queries import open_days, openings
from madoguchi.workforce.history import SHIFT_DAY
from madoguchi.workforce.shifts import refusals
from madoguchi.workforce.shifts.models import Absence, Break, Shift
from madoguchi.workforce.shifts.queries import (
    MAY_EDIT,
    WEEK,
    manager_must_be_there,
    may_stand_in,
    people_to_plan,
    planned_of,
    shifts_between,
)
from madoguchi.workforce.shifts.rules import AbsenceReason, Duty, Stretch, Wanted, are_inside
from madoguchi.workforce.shifts.turns.rules import breaks_in_turn

LONGEST = timedelta(days=92)
Times = tuple[time, time]


@dataclass(frozen=True)
class Hours:
    """What somebody does on a day."""

    begins: time
    ends: time
    duty: Duty = Duty.TELEPHONE
    breaks: Sequence[Times] = ()
    is_standby: bool = False
    deputises: bool = False
    note: str = ""


@transaction.atomic
def plan_shifts(staff: Staff, *, first: date, until: date, hours: Hours, by: Actor) -> list[Shift]:
    """On each day from `first` to `until` (both inside) on which the telephone is open; one day that is named alone is
    taken as it is."""
    by.need(MAY_EDIT)
    if first < clock.today():
        raise refusals.DayOver
    if until - first > LONGEST:
        raise refusals.TooManyDays
    days = [first] if first == until else open_days("telephone", first, until)
    if not days:
        raise refusals.NoDays
    _refuse_others(staff)
    return [_plan(staff, day, hours, by=by) for day in days]


@transaction.atomic
def change_shift(shift: Shift, hours: Hours, *, by: Actor) -> Shift:
    by.need(MAY_EDIT)
    shift = Shift.objects.select_for_update().get(pk=shift.pk)
    _refuse_past(shift.day)
    whole, breaks = _checked(shift.day, hours)
    _refuse_overlap(shift.staff, shift.day, whole, but=shift)
    if any(not _inside(_of(one), whole) for one in shift.absences.all()):
        raise refusals.OutsideShift
    before = _words(shift)
    shift.begins_at, shift.ends_at = whole.begins, whole.ends
    shift.duty, shift.is_standby, shift.deputises = hours.duty.value, hours.is_standby, hours.deputises
    shift.note = hours.note.strip()
    shift.save()
    _set_breaks(shift, breaks)
    after = _words(shift)
    record(
        "shift.changed",
        by=by,
        about=_about(shift.day),
        facts={"shift_of": shift.staff.login_id},
        changes={"shift": (before, after)},
    )
    return shift


@transaction.atomic
def withdraw_shift(shift: Shift, *, by: Actor) -> None:
    by.need(MAY_EDIT)
    shift = Shift.objects.select_for_update().get(pk=shift.pk)
    _refuse_past(shift.day)
    if shift.absences.exists():
        raise refusals.ShiftHasAbsence
    record(
        "shift.withdrawn",
        by=by,
        about=_about(shift.day),
        facts={"shift_of": shift.staff.login_id, "shift": _words(shift)},
    )
    shift.delete()


@transaction.atomic
def copy_week(monday: date, *, by: Actor) -> int:
    """The week before, onto this one's days to come that are open; who has a shift on a day keeps that. The shifts that
    stood in for somebody are not copied."""
    by.need(MAY_EDIT)
    until = monday + WEEK - timedelta(days=1)
    open_ones = {day for day, opening in openings("telephone", monday, until).items() if opening.is_open}
    taken = {(row.staff_id, row.day) for row in shifts_between(monday, until)}
    number = 0
    for row in shifts_between(monday - WEEK, monday - timedelta(days=1)):
        day = row.day + WEEK
        free = day in open_ones and day >= clock.today() and (row.staff_id, day) not in taken
        if free and not row.stands_in_for_id and row.staff.is_active:
            _plan(row.staff, day, _hours_of(row), by=by)
            number += 1
    if not number:
        raise refusals.NothingToCopy
    return number


@transaction.atomic
def give_breaks_in_turn(day: date, *, agreed: Sequence[Wanted], by: Actor) -> int:
    """WFM-11: everybody whose break is too short gets one, where it leaves as many people as were agreed."""
    by.need(MAY_EDIT)
    _refuse_past(day)
    rows = list(shifts_between(day, day).select_for_update(of=("self",)))
    hours = openings("telephone", day, day)[day].intervals
    led = [Stretch(one.start, one.end) for one in hours] if manager_must_be_there(day) else []
    given = breaks_in_turn([planned_of(row) for row in rows], agreed, responsible_in=led)
    if not given:
        raise refusals.NobodyNeedsRest
    Break.objects.bulk_create(
        Break(shift=rows[place], begins_at=rest.begins, ends_at=rest.ends) for place, rest in given.items()
    )
    record("shift.breaks_given", by=by, about=_about(day), facts={"number": len(given)})
    return len(given)


# Absences


@transaction.atomic
def report_absence(shift: Shift, *, begins: time, ends: time, reason: AbsenceReason, by: Actor) -> Absence:
    """WFM-10. On the day itself and afterwards too: it is what happened."""
    by.need(MAY_EDIT)
    shift = Shift.objects.select_for_update().get(pk=shift.pk)
    away = Stretch(clock.moment(shift.day, begins), clock.moment(shift.day, ends))
    if away.ends <= away.begins:
        raise refusals.TimesTurned
    if not _inside(away, _of(shift)):
        raise refusals.OutsideShift
    if any(_of(one).overlaps(away) for one in shift.absences.all()):
        raise refusals.AbsentAlready
    absence = Absence.objects.create(
        shift=shift,
        begins_at=away.begins,
        ends_at=away.ends,
        reason=reason.value,
        made_by=by.key,
        made_at=clock.now(),
    )
    record(
        "absence.reported",
        by=by,
        about=_about(shift.day),
        facts={"shift_of": shift.staff.login_id, "shift_hours": _hours_words(away)},
    )
    return absence


@transaction.atomic
def take_back_absence(absence: Absence, *, by: Actor) -> None:
    """Entered by mistake."""
    by.need(MAY_EDIT)
    absence = Absence.objects.select_for_update().select_related("shift__staff").get(pk=absence.pk)
    if absence.substitutes.exists():
        raise refusals.HasSubstitute
    record(
        "absence.taken_back",
        by=by,
        about=_about(absence.shift.day),
        facts={"shift_of": absence.shift.staff.login_id, "shift_hours": _hours_words(_of(absence))},
    )
    absence.delete()


@transaction.atomic
def send_substitute(absence: Absence, staff: Staff, *, by: Actor) -> Shift:
    """Somebody does what the absent person was to do, for as long as they are away."""
    by.need(MAY_EDIT)
    absence = Absence.objects.select_for_update().select_related("shift__staff").get(pk=absence.pk)
    if staff not in [one for one, _ in may_stand_in(absence)]:
        raise refusals.MayNotStandIn
    away, of = _of(absence), absence.shift
    substitute = Shift.objects.create(
        staff=staff,
        day=of.day,
        begins_at=away.begins,
        ends_at=away.ends,
        duty=of.duty,
        deputises=of.deputises or of.duty == Duty.MANAGER,
        stands_in_for=absence,
        made_by=by.key,
        made_at=clock.now(),
    )
    record(
        "absence.filled",
        by=by,
        about=_about(of.day),
        facts={
            "shift_of": of.staff.login_id,
            "substitute": staff.login_id,
            "shift_hours": _hours_words(away),
        },
    )
    return substitute


def _plan(staff: Staff, day: date, hours: Hours, *, by: Actor) -> Shift:
    whole, breaks = _checked(day, hours)
    _refuse_overlap(staff, day, whole)
    shift = Shift.objects.create(
        staff=staff,
        day=day,
        begins_at=whole.begins,
        ends_at=whole.ends,
        duty=hours.duty.value,
        is_standby=hours.is_standby,
        deputises=hours.deputises,
        note=hours.note.strip(),
        made_by=by.key,
        made_at=clock.now(),
    )
    _set_breaks(shift, breaks)
    record(
        "shift.planned",
        by=by,
        about=_about(day),
        facts={"shift_of": staff.login_id, "shift": _words(shift)},
    )
    return shift


def _checked(day: date, hours: Hours) -> tuple[Stretch, list[Stretch]]:
    whole = _at(day, (hours.begins, hours.ends))
    if whole.ends <= whole.begins:
        raise refusals.TimesTurned
    if hours.is_standby and (hours.breaks or hours.deputises):
        raise refusals.StandbyDoesNothing
    breaks = [_at(day, one) for one in hours.breaks]
    if not are_inside(whole, breaks):
        raise refusals.BreaksOutside
    return whole, breaks


def _refuse_overlap(staff: Staff, day: date, whole: Stretch, *, but: Shift | None = None) -> None:
    """Two plans for the same person at the same time wait for each other at the person's row."""
    Staff.objects.get_queryset().select_for_update().get(pk=staff.pk)
    others = Shift.objects.filter(staff=staff, begins_at__lt=whole.ends, ends_at__gt=whole.begins)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise refusals.PlannedAlready(staff.name, day)


def _refuse_others(staff: Staff) -> None:
    if not people_to_plan().filter(pk=staff.pk).exists():
        raise refusals.NotOfTheCentre


def _refuse_past(day: date) -> None:
    if day < clock.today():
        raise refusals.DayOver


def _set_breaks(shift: Shift, breaks: Iterable[Stretch]) -> None:
    shift.breaks.all().delete()
    Break.objects.bulk_create(Break(shift=shift, begins_at=one.begins, ends_at=one.ends) for one in breaks)


def _hours_of(shift: Shift) -> Hours:
    whole = _of(shift)
    return Hours(
        begins=whole.begins.time(),
        ends=whole.ends.time(),
        duty=Duty(shift.duty),
        breaks=[(one.begins.time(), one.ends.time()) for one in map(_of, shift.breaks.all())],
        is_standby=shift.is_standby,
        deputises=shift.deputises,
        note=shift.note,
    )


def _words(shift: Shift) -> str:
    rests = [_hours_words(_of(one)) for one in shift.breaks.all()]
    parts = [
        _hours_words(_of(shift)),
        "待機" if shift.is_standby else shift.duty_label,
        "代行" if shift.deputises else "",
        f"休憩 {'、'.join(rests)}" if rests else "",
    ]
    return " ".join(filter(None, parts))


def _hours_words(stretch: Stretch) -> str:
    return f"{stretch.begins:%-H:%M}〜{stretch.ends:%-H:%M}"


def _at(day: date, times: Times) -> Stretch:
    return Stretch(clock.moment(day, times[0]), clock.moment(day, times[1]))


def _of(row: Shift | Break | Absence) -> Stretch:
    return Stretch(clock.in_tokyo(row.begins_at), clock.in_tokyo(row.ends_at))


def _inside(stretch: Stretch, whole: Stretch) -> bool:
    return whole.begins <= stretch.begins and stretch.ends <= whole.ends


def _about(day: date) -> About:
    return About(SHIFT_DAY, day.isoformat())
