"""A part of a preset that is kept as dated settings: what most packages need.

    PART = settings_part("calls", sections={"telephone": Telephone}, tables={"lines.csv": Line})

Read with `queries.value_of("telephone.number")` and `queries.kept_value("lines.csv")`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from hashlib import sha256

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.canonical import canonical
from madoguchi.core.preset import Part, PartValues, PresetProblem, PresetRefused, Row, Section
from madoguchi.core.refusals import Refusal
from madoguchi.municipality import parts, queries
from madoguchi.municipality.actions import MAY_EDIT, ChangeInThePast, hold_settings, keep_value, sections_on
from madoguchi.municipality.files import read_table
from madoguchi.municipality.models import Setting

LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


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


class TableChangedMeanwhile(Refusal):
    message = (
        "この表は、開いたあとに、ほかの人が変えました。入力した内容を控えてから、この画面を開き直してください。"
    )


def table_stamp(file: str) -> str:
    """Another one for another content. Letters only: no guard takes it for a number of somebody."""
    digest = sha256(canonical(queries.kept_value(file)).encode()).hexdigest()
    return digest[:32].translate(LETTERS)


@transaction.atomic
def change_table(
    file: str, text: str, *, by: Actor, effective_on: date, note: str = "", seen: str = ""
) -> Setting | None:
    """A kept table, as CSV, from a day on; refused with the line of each fault. `seen`: the stamp of the table that the
    writer had before them; whoever saves a whole table would else undo what somebody has saved since."""
    by.need(MAY_EDIT)
    hold_settings()
    if seen and seen != table_stamp(file):
        raise TableChangedMeanwhile
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
