"""Reading the plan: one's own, a day's, a week's, with everything that it falls short of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import QuerySet

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import USER_KINDS, Role
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.municipality.queries import openings, value_of
from madoguchi.workforce.seats.queries import least_in_every_hour, spans_between
from madoguchi.workforce.seats.rules import most_added_between
from madoguchi.workforce.shifts.models import Absence, Shift
from madoguchi.workforce.shifts.rules import (
    Breach,
    Duty,
    Gap,
    Planned,
    Stretch,
    Wanted,
    breaches_of_day,
    breaches_of_week,
    gaps,
    without_responsible,
    worked,
)

MAY_VIEW, MAY_EDIT = "staffing.view", "staffing.edit"
MAY_SEE_PEOPLE = "supervision.view"  # other people's names; one's own shifts everybody sees
WEEK = timedelta(days=7)


def shifts_visible_to(actor: Actor) -> QuerySet[Shift]:
    if not actor.may(MAY_VIEW):
        return Shift.objects.none()
    rows = Shift.objects.select_related("staff").prefetch_related("breaks", "absences")
    return rows if actor.may(MAY_SEE_PEOPLE) else rows.filter(staff__login_id=actor.key)


def own_shifts(actor: Actor, first: date, until: date) -> QuerySet[Shift]:
    """From `first` to `until`, both inside."""
    return shifts_visible_to(actor).filter(staff__login_id=actor.key, day__gte=first, day__lte=until)


def absences_visible_to(actor: Actor) -> QuerySet[Absence]:
    """Why somebody does not come is for those who plan."""
    rows = Absence.objects.select_related("shift__staff")
    return rows if actor.may(MAY_EDIT) else rows.none()


def people_to_plan() -> QuerySet[Staff]:
    return (
        Staff.objects.get_queryset()
        .active()
        .of_roles(role for role in Role if USER_KINDS[role] is UserKind.CALL_CENTRE)
        .order_by("name", "login_id")
    )


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


# The plan as values


def planned_of(row: Shift) -> Planned:
    return Planned(
        person=row.staff_id,
        name=row.staff.name,
        duty=Duty(row.duty),
        whole=_stretch(row),
        breaks=tuple(map(_stretch, row.breaks.all())),
        absences=tuple(map(_stretch, row.absences.all())),
        is_standby=row.is_standby,
        deputises=row.deputises,
    )


def shifts_between(first: date, until: date) -> QuerySet[Shift]:
    """Both inside; for reckoning, not for showing."""
    rows = Shift.objects.filter(day__gte=first, day__lte=until)
    return rows.select_related("staff").prefetch_related("breaks", "absences")


def manager_must_be_there(day: date) -> bool:
    """001 §4(5)ア, A-47."""
    return bool(value_of("staffing.managers_stationed", day)) and bool(value_of("staffing.managers", day))


@dataclass(frozen=True)
class PersonBreach:
    name: str
    breach: Breach


@dataclass(frozen=True)
class DayPlan:
    """A day's plan and where it falls short. `least` the contract wants at every moment, `agreed` is the usual number
    with what was added; 0: nothing is said."""

    day: date
    opening: Sequence[Stretch]
    closed_because: str
    shifts: Sequence[Shift]
    planned: Sequence[Planned]
    least: int
    agreed: Sequence[Wanted]
    below_least: Sequence[Gap]
    below_agreed: Sequence[Gap]
    leaderless: Sequence[Stretch]
    breaches: Sequence[PersonBreach] = ()
    below_need: Sequence[Gap] = field(default=())

    @property
    def answering_people(self) -> int:
        return len({one.person for one in self.planned if one.answers and not one.is_standby})

    @property
    def other_people(self) -> int:
        return len({one.person for one in self.planned if not one.answers and not one.is_standby})

    @property
    def standby_people(self) -> int:
        return len({one.person for one in self.planned if one.is_standby})

    @property
    def is_short(self) -> bool:
        return bool(self.below_least or self.leaderless or any(one.breach is Breach.REST for one in self.breaches))


def plans_between(
    first: date, until: date, *, usual: Mapping[date, int], needed: Mapping[date, Sequence[Wanted]] | None = None
) -> list[DayPlan]:
    """Both days inside. `usual`: the seats that were agreed, by day; `needed`: those that the expected calls want."""
    by_day: dict[date, list[Shift]] = {}
    for row in shifts_between(first, until):
        by_day.setdefault(row.day, []).append(row)
    return [
        _day_plan(
            day,
            [Stretch(one.start, one.end) for one in opening.intervals],
            opening.reason,
            by_day.get(day, []),
            usual.get(day, 0),
            (needed or {}).get(day, ()),
        )
        for day, opening in openings("telephone", first, until).items()
    ]


def day_plan(day: date, *, usual: int, needed: Sequence[Wanted] = ()) -> DayPlan:
    return plans_between(day, day, usual={day: usual}, needed={day: needed})[0]


def _day_plan(
    day: date,
    opening: list[Stretch],
    reason: str,
    shifts: list[Shift],
    usual: int,
    needed: Sequence[Wanted],
) -> DayPlan:
    planned = [planned_of(row) for row in shifts]
    least = least_in_every_hour(day)
    agreed = [wanted for hours in opening for wanted in _agreed(hours, usual)]
    below_least = gaps(planned, [Wanted(least, hours) for hours in opening])
    # What is below the least is said once, as the graver of the two.
    below_agreed = [gap for gap in gaps(planned, agreed) if gap.present >= least]
    said = [*below_least, *below_agreed]
    return DayPlan(
        day=day,
        opening=opening,
        closed_because="" if opening else reason,
        shifts=shifts,
        planned=planned,
        least=least,
        agreed=agreed,
        below_least=below_least,
        below_agreed=below_agreed,
        leaderless=without_responsible(planned, opening) if manager_must_be_there(day) else [],
        breaches=[
            PersonBreach(of_person[0].name, breach)
            for of_person in _by_person(planned)
            for breach in breaches_of_day(worked(of_person))
        ],
        below_need=[gap for gap in gaps(planned, needed) if not any(_says_more(one, gap) for one in said)],
    )


def _says_more(said: Gap, gap: Gap) -> bool:
    return said.wanted >= gap.wanted and said.stretch.overlaps(gap.stretch)


def _agreed(hours: Stretch, usual: int) -> list[Wanted]:
    """The usual number, more where seats were added in a rush (WFM-05)."""
    spans = spans_between(hours.begins, hours.ends)
    edges = {clock.in_tokyo(edge) for span in spans for edge in (span.from_at, span.until_at)}
    moments = [hours.begins, *sorted(edge for edge in edges if edge in hours and edge != hours.begins), hours.ends]
    return [
        Wanted(usual + most_added_between(begins, ends, spans), Stretch(begins, ends))
        for begins, ends in pairwise(moments)
    ]


def breaches_in_week(monday: date) -> list[PersonBreach]:
    found: dict[int, dict[date, list[Planned]]] = {}
    for row in shifts_between(monday, monday + WEEK - timedelta(days=1)):
        found.setdefault(row.staff_id, {}).setdefault(row.day, []).append(planned_of(row))
    days = [monday + timedelta(days=number) for number in range(7)]
    return [
        PersonBreach(next(iter(by_day.values()))[0].name, breach)
        for by_day in found.values()
        for breach in breaches_of_week([worked(by_day.get(day, [])) for day in days])
    ]


# Absences


def open_absences(actor: Actor, day: date) -> list[Absence]:
    """Of this day, with nobody who stands in for them."""
    rows = absences_visible_to(actor).filter(shift__day=day, substitutes=None)
    return list(rows)


def may_stand_in(absence: Absence) -> list[tuple[Staff, str]]:
    """Who stands by first, then who is not planned on that day; with the words for it."""
    day = Shift.objects.filter(day=absence.shift.day).select_related("staff").prefetch_related("absences")
    away = _stretch(absence)
    standing_by = [row.staff for row in day if row.is_standby and _stretch(row).overlaps(away)]
    busy = {row.staff_id for row in day if not row.is_standby and _stretch(row).overlaps(away)}
    absent = {row.staff_id for row in day if row.absences.all()} | {absence.shift.staff_id}
    free = people_to_plan().exclude(pk__in={*busy, *absent, *(one.pk for one in standing_by)})
    first = [(one, "待機中") for one in standing_by if one.pk not in {*busy, *absent}]
    return [*first, *((one, "この時間のシフトなし") for one in free)]


def _by_person(planned: Iterable[Planned]) -> list[list[Planned]]:
    found: dict[int, list[Planned]] = {}
    for one in planned:
        found.setdefault(one.person, []).append(one)
    return list(found.values())


def _stretch(row: object) -> Stretch:
    return Stretch(clock.in_tokyo(row.begins_at), clock.in_tokyo(row.ends_at))  # type: ignore[attr-defined]
