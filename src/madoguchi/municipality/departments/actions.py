"""Writing the directory."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from madoguchi.accounts.models import Staff
from madoguchi.core.actors import Actor
from madoguchi.core.history.canonical import canonical
from madoguchi.core.history.record import About, record
from madoguchi.core.refusals import Refusal
from madoguchi.municipality import rules as hours
from madoguchi.municipality.coded import CodeTaken, change_fields, record_new
from madoguchi.municipality.departments.history import DEPARTMENT
from madoguchi.municipality.departments.models import Department, DepartmentMember
from madoguchi.municipality.models import Site

MAY_EDIT = "directory.edit"


class NumberMissing(Refusal):
    message = "転送できない所には、読み上げる電話番号を書いてください。まだ分からないときは、メモに「市と協議」と書きます。"


@transaction.atomic
def make_department(code: str, *, by: Actor, site: Site | None = None, **fields: Any) -> Department:
    by.need(MAY_EDIT)
    if Department.objects.filter(code=code).exists():
        raise CodeTaken(code)
    kept = _tidied(fields)
    department = Department(code=code, site=site, **kept)
    _refuse_silent_dead_end(department)
    department.save()
    record_new("department.made", DEPARTMENT, department, tuple(kept), by)
    return department


@transaction.atomic
def change_department(department: Department, *, by: Actor, site: Site | None = None, **fields: Any) -> Department:
    """`site` is always said: a department that is nowhere keeps the counter's hours."""
    by.need(MAY_EDIT)
    before, after = department.site, site
    changed = change_fields(department, _tidied(fields), "department.changed", DEPARTMENT, by)
    _refuse_silent_dead_end(changed)
    if before != after:
        changed.site = after
        changed.save(update_fields=["site"])
        record(
            "department.changed",
            by=by,
            about=About(DEPARTMENT, changed.code),
            changes={"site": (before.code if before else None, after.code if after else None)},
        )
    return changed


@transaction.atomic
def set_members(department: Department, staff: Iterable[Staff], *, by: Actor) -> None:
    """Exactly these people belong to it from now on."""
    by.need(MAY_EDIT)
    wanted = {one.pk: one.login_id for one in staff}
    rows = DepartmentMember.objects.filter(department=department).select_related("staff")
    present = {row.staff_id: row.staff.login_id for row in rows}
    if set(wanted) == set(present):
        return
    DepartmentMember.objects.filter(department=department).exclude(staff__in=wanted).delete()
    DepartmentMember.objects.bulk_create(
        DepartmentMember(department=department, staff_id=key) for key in wanted if key not in present
    )
    record(
        "department.members_changed",
        by=by,
        about=About(DEPARTMENT, department.code),
        changes={"members": (sorted(present.values()), sorted(wanted.values()))},
    )


def _tidied(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Hours come as a week of written spans, and are kept in one spelling."""
    found = dict(fields)
    if "week" in found:
        week = found.pop("week")
        found["hours"] = "" if week is None else canonical(_in_one_spelling(week))
    return found


def _in_one_spelling(week: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {kind: hours.tidy_hours(week.get(kind, ())) for kind in hours.DAY_KINDS}


def _refuse_silent_dead_end(department: Department) -> None:
    """ESC-09: where no call can be transferred, the operator has a number to read out, or sees why there is none."""
    if department.is_active and not (department.is_transferable or department.phone or department.note):
        raise NumberMissing
