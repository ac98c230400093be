"""A part of a preset that is kept as dated settings: what most packages need.

    PART = settings_part("calls", sections={"telephone": Telephone}, tables={"lines.csv": Line})

Read with `queries.value_of("telephone.number")` and `queries.kept_value("lines.csv")`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.preset import Part, PartValues, PresetProblem, PresetRefused, Row, Section
from madoguchi.municipality import parts, queries
from madoguchi.municipality.actions import MAY_EDIT, ChangeInThePast, keep_value, sections_on
from madoguchi.municipality.files import read_table
from madoguchi.municipality.models import Setting


def _no_problems(values: PartValues) -> Iterable[PresetProblem]:
    return ()


def settings_part(
    name: str,
    *,
    sections: Mapping[str, type[Section]] | None = None,
    tables: Mapping[str, type[Row]] | None = None,
    problems: Callable[[PartValues], Iterable[PresetProblem]] = _no_problems,
) -> Part:
    """Sections become one dated setting a key, tables one dated setting a table."""
    part = Part(
        name=name,
        sections=sections or {},
        tables=tables or {},
        problems=problems,
        apply=keep_values,
        export=lambda: kept_values(part),
    )
    return part


def keep_values(values: PartValues, by: Actor) -> None:
    for section_name, section in values.sections.items():
        for field in type(section).model_fields:
            name = f"{section_name}.{field}"
            keep_value(name, parts.key(name).plain(getattr(section, field)), by=by, effective_on=clock.today())
    for file, rows in values.tables.items():
        lines = [row.model_dump(mode="json") for row in rows]
        keep_value(file, lines, by=by, effective_on=clock.today())


@transaction.atomic
def change_table(file: str, text: str, *, by: Actor, effective_on: date, note: str = "") -> Setting | None:
    """A kept table, as CSV, from a day on; refused with the line of each fault."""
    by.need(MAY_EDIT)
    if effective_on < clock.today():
        raise ChangeInThePast
    part = parts.part_of_table(file)
    rows, problems = read_table(file, text, part.tables[file])
    problems += [] if problems else part.problems(PartValues(tables={file: rows}))
    if problems:
        raise PresetRefused(problems)
    lines = [row.model_dump(mode="json") for row in rows]
    return keep_value(file, lines, by=by, effective_on=effective_on, note=note)


def kept_values(part: Part) -> PartValues:
    return PartValues(sections=sections_on(part), tables=kept_values_of(part.tables))


def kept_values_of(tables: Mapping[str, type[Row]]) -> dict[str, tuple[Row, ...]]:
    return {
        file: tuple(schema.model_validate(line) for line in lines)
        for file, schema in tables.items()
        if (lines := queries.kept_value(file)) is not None
    }
