"""The municipality's part of a preset: who the body is, the contract, hours, switches, sites, procedures."""

from collections.abc import Iterable
from dataclasses import replace

from madoguchi.core.actors import Actor
from madoguchi.core.preset import Part, PartValues, PresetProblem
from madoguchi.municipality.departments import table as departments
from madoguchi.municipality.schema import SECTIONS, problems_across_keys
from madoguchi.municipality.tables import TABLES, TEXTS, apply_values, export_values, problems_in_tables


def _problems(values: PartValues) -> Iterable[PresetProblem]:
    yield from problems_across_keys(values)
    yield from problems_in_tables(values)
    sites = (getattr(row, "code", "") for row in values.tables.get("sites.csv", ()))
    yield from departments.problems(departments.rows_in(values), sites)


def _apply(values: PartValues, by: Actor) -> None:
    apply_values(values, by)
    departments.apply(departments.rows_in(values), by)


def _export() -> PartValues:
    values = export_values()
    return replace(values, tables={**values.tables, departments.FILE: departments.rows_as_they_are()})


PART = Part(
    name="municipality",
    sections=SECTIONS,
    tables={**TABLES, departments.FILE: departments.DepartmentRow},
    texts=TEXTS,
    problems=_problems,
    apply=_apply,
    export=_export,
)
