"""departments.csv: the directory in a preset, and as a file that goes out and comes in again."""

from collections import Counter
from collections.abc import Iterable
from typing import ClassVar

from django.db import transaction
from pydantic import Field, field_validator

from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.core.preset import PartValues, PresetProblem, PresetRefused, ReadBy, Row
from madoguchi.municipality import rules
from madoguchi.municipality.departments.actions import MAY_EDIT, change_department, make_department
from madoguchi.municipality.departments.history import DEPARTMENT
from madoguchi.municipality.departments.models import Department
from madoguchi.municipality.files import read_table
from madoguchi.municipality.models import Site
from madoguchi.municipality.rules import DAY_KINDS

FILE = "departments.csv"
LONGEST = 200


class DepartmentRow(Row):
    reader: ClassVar = ReadBy("madoguchi.municipality.departments.table:apply")

    code: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,29}$")
    name: str = Field(min_length=1, max_length=80)
    reading: str = Field("", max_length=120)
    duties: str = ""
    extension: str = Field("", max_length=40)
    phone: str = Field("", max_length=40)
    is_transferable: bool
    transfer_first: str = Field("", max_length=LONGEST)
    transfer_then: str = Field("", max_length=LONGEST)
    when_closed: str = Field("", max_length=LONGEST)
    site: str = ""
    own_hours: bool
    mon: str = ""
    tue: str = ""
    wed: str = ""
    thu: str = ""
    fri: str = ""
    sat: str = ""
    sun: str = ""
    holiday: str = ""
    is_active: bool
    note: str = Field("", max_length=300)

    @field_validator(*DAY_KINDS)
    @classmethod
    def hours_are_spans(cls, written: str) -> str:
        return " ".join(rules.tidy_hours(written.split()))

    @property
    def week(self) -> dict[str, list[str]] | None:
        return {kind: getattr(self, kind).split() for kind in DAY_KINDS} if self.own_hours else None


def rows_in(values: PartValues) -> list[DepartmentRow]:
    return [row for row in values.tables.get(FILE, ()) if isinstance(row, DepartmentRow)]


def problems(rows: Iterable[DepartmentRow], sites: Iterable[str]) -> Iterable[PresetProblem]:
    rows, known = list(rows), set(sites)
    for code, count in Counter(row.code for row in rows).items():
        if count > 1:
            yield PresetProblem(FILE, "code", f"「{code}」が {count} 行あります")
    for row in rows:
        if row.site and row.site not in known:
            yield PresetProblem(FILE, row.code, f"会場「{row.site}」は sites.csv にありません")
        if row.is_active and not (row.is_transferable or row.phone or row.note):
            yield PresetProblem(FILE, row.code, "転送できない所には phone を書きます（未定なら note に理由）")


def apply(rows: Iterable[DepartmentRow], by: Actor) -> None:
    """What the file does not name stays, with what was handed to it, but out of use."""
    rows = list(rows)
    known = {department.code: department for department in Department.objects.select_related("site")}
    for position, row in enumerate(rows, start=1):
        fields = {**row.model_dump(exclude={"code", "site", "own_hours", *DAY_KINDS}), "week": row.week}
        fields["position"] = position
        site = Site.objects.get(code=row.site) if row.site else None
        found = known.pop(row.code, None)
        if found:
            change_department(found, by=by, site=site, **fields)
        else:
            make_department(row.code, by=by, site=site, **fields)
    for position, left in enumerate(known.values(), start=len(rows) + 1):
        change_department(left, by=by, site=left.site, is_active=False, position=position)


def rows_as_they_are() -> tuple[DepartmentRow, ...]:
    return tuple(row_of(department) for department in Department.objects.select_related("site"))


def row_of(department: Department) -> DepartmentRow:
    week = department.week
    return DepartmentRow(
        **{
            name: getattr(department, name)
            for name in DepartmentRow.model_fields
            if name not in ("site", "own_hours", *DAY_KINDS)
        },
        site=department.site.code if department.site else "",
        own_hours=week is not None,
        **{kind: " ".join((week or {}).get(kind, ())) for kind in DAY_KINDS},
    )


@transaction.atomic
def take_in_table(text: str, *, by: Actor) -> int:
    """The whole directory from a file: every fault by its line, or all of it. How many things changed."""
    by.need(MAY_EDIT)
    rows, faults = read_table(FILE, text, DepartmentRow)
    read = [row for row in rows if isinstance(row, DepartmentRow)]
    faults += [] if faults else problems(read, Site.objects.values_list("code", flat=True))
    if faults:
        raise PresetRefused(faults)
    before = Event.objects.filter(about_kind=DEPARTMENT).count()
    apply(read, by)
    return Event.objects.filter(about_kind=DEPARTMENT).count() - before
