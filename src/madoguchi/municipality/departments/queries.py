"""Reading the directory."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from madoguchi.accounts.models import Staff
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.clock import Interval
from madoguchi.core.search.asking import meanings_of
from madoguchi.municipality import queries, rules
from madoguchi.municipality.departments.history import MAY_VIEW
from madoguchi.municipality.departments.models import Department
from madoguchi.municipality.departments.rules import Searched, Standing, has_hours, score, score_of_meanings
from madoguchi.municipality.rules import Calendar, Pattern


def departments_in_use() -> QuerySet[Department]:
    return Department.objects.filter(is_active=True).select_related("site")


def departments_visible_to(actor: Actor) -> QuerySet[Department]:
    if not actor.may(MAY_VIEW):
        return Department.objects.none()
    return Department.objects.select_related("site")


def departments_of(actor: Actor) -> QuerySet[Department]:
    """To which this member of staff belongs."""
    return Department.objects.filter(members__staff__login_id=actor.key) if actor.key else Department.objects.none()


def members_of(department: Department) -> QuerySet[Staff]:
    return Staff.objects.get_queryset().filter(departments__department=department).order_by("login_id")


def departments_found(phrase: str, among: Iterable[Department]) -> list[Department]:
    """Whoever is responsible for what was typed (a duty, a name, its reading), the best first. Where nothing holds
    all the words as they were typed, what they mean is looked for (core.search), as in a sentence of the caller."""
    candidates = [(one, _searched(one)) for one in among]
    found = _best_first((score(phrase, searched), one) for one, searched in candidates)
    if found or not phrase.strip():
        return found
    meanings = [meaning.ways for meaning in meanings_of(phrase)]
    return _best_first((score_of_meanings(meanings, searched), one) for one, searched in candidates)


def _best_first(scored: Iterable[tuple[int, Department]]) -> list[Department]:
    # Sorting is stable: what fits equally well stays in the municipality's order.
    return [one for points, one in sorted(scored, key=lambda pair: -pair[0]) if points]


def standing_of(department: Department, at: datetime) -> Standing:
    intervals = open_times(department, at)
    if intervals is None:
        return Standing.UNKNOWN
    return Standing.OPEN if any(at in interval for interval in intervals) else Standing.CLOSED


def open_times(department: Department, at: datetime) -> tuple[Interval, ...] | None:
    """When somebody is there on the day of `at`; None while the municipality has not said."""
    day = clock.in_tokyo(at).date()
    site = department.site
    week = department.week
    if week is None:
        if site is None and not has_hours(queries.kept_value("counter_hours.week", day)):
            return None
        return queries.opening_of(Calendar.COUNTER, day, site).intervals
    if queries.agreed_closures(Calendar.COUNTER, day, day, site):
        return ()
    closure = queries.values_of("counter_hours", day).get("yearly_closure") or ("", "")
    pattern = Pattern(
        week={kind: rules.read_hours(week.get(kind, ())) for kind in rules.DAY_KINDS},
        yearly_closure=(closure[0], closure[1]),
    )
    holiday = queries.holiday_name(day, queries.added_holidays())
    plan = rules.plan_of_day(day, pattern=pattern, holiday_name=holiday, special=None)
    return tuple(Interval(clock.moment(day, span.opens), clock.moment(day, span.closes)) for span in plan.spans)


def _searched(department: Department) -> Searched:
    others = (department.extension, department.phone, department.transfer_first, department.note)
    return Searched(department.name, department.reading, department.duties, " ".join(others))
