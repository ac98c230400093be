"""Setting what a figure should reach from a month on, ending that, remarking on it."""

from datetime import date

from django.db import transaction

from madoguchi.accounts.queries import names_by_key
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.metrics.definitions import BY_KEY, Unit
from madoguchi.metrics.history import KPI
from madoguchi.metrics.kpi.models import KpiRemark, KpiValue
from madoguchi.metrics.kpi.queries import MAY_SET, kept_values, may_have_goal
from madoguchi.metrics.kpi.refusals import (
    MonthIsOver,
    NegativeValue,
    NoSuchGoal,
    NothingSaid,
    NothingToEnd,
    OutOfReach,
    ResponsibleUnknown,
)
from madoguchi.metrics.kpi.rules import in_force


@transaction.atomic
def set_value(
    key: str, value: float, *, effective_on: date, by: Actor, responsible: str = "", reason: str = ""
) -> KpiValue:
    """From a month on. A second word for the same month takes the place of the first, and both stay in the history."""
    by.need(MAY_SET)
    month = _month_from(key, effective_on)
    if value < 0:
        raise NegativeValue
    if BY_KEY[key].unit is Unit.PERCENT and value > 100:
        raise OutOfReach
    if responsible and responsible not in names_by_key({responsible}):
        raise ResponsibleUnknown
    before = in_force(kept_values(key, by), month)
    made = _keep(key, value, month, responsible, reason, by)
    record(
        "kpi.value_set",
        by=by,
        about=About(KPI, key),
        facts={"kpi_from": month.isoformat(), "reason": made.reason or None},
        changes={
            "kpi_value": (_words(before.value) if before else None, _words(value)),
            "kpi_responsible": (before.responsible if before else None, responsible or None),
        },
    )
    return made


@transaction.atomic
def end_value(key: str, *, effective_on: date, by: Actor, reason: str = "") -> KpiValue:
    by.need(MAY_SET)
    month = _month_from(key, effective_on)
    before = in_force(kept_values(key, by), month)
    if before is None:
        raise NothingToEnd
    made = _keep(key, None, month, "", reason, by)
    record(
        "kpi.ended",
        by=by,
        about=About(KPI, key),
        facts={"kpi_from": month.isoformat(), "reason": made.reason or None},
        changes={"kpi_value": (_words(before.value), None)},
    )
    return made


@transaction.atomic
def write_remark(key: str, text: str, *, by: Actor) -> KpiRemark:
    """Why a figure stands where it stands, and what is done about it."""
    by.need(MAY_SET)
    if key not in BY_KEY:
        raise NoSuchGoal
    if not text.strip():
        raise NothingSaid
    made = KpiRemark.objects.create(figure=key, text=text.strip(), written_by=by.key, written_at=clock.now())
    record("kpi.remarked", by=by, about=About(KPI, key))
    return made


def _month_from(key: str, effective_on: date) -> date:
    if key not in {one.key for one in may_have_goal()}:
        raise NoSuchGoal
    month = effective_on.replace(day=1)
    if month < clock.today().replace(day=1):
        raise MonthIsOver
    return month


def _keep(key: str, value: float | None, month: date, responsible: str, reason: str, by: Actor) -> KpiValue:
    return KpiValue.objects.create(
        figure=key,
        effective_on=month,
        value=value,
        responsible=responsible,
        reason=reason.strip(),
        set_by=by.key,
        set_at=clock.now(),
    )


def _words(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"
