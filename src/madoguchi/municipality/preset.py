"""The municipality's part of a preset: who the body is, the contract, hours, switches, sites, procedures."""

from collections.abc import Iterable

from madoguchi.core.preset import Part, PartValues, PresetProblem
from madoguchi.municipality.schema import SECTIONS, problems_across_keys
from madoguchi.municipality.tables import TABLES, TEXTS, apply_values, export_values, problems_in_tables


def _problems(values: PartValues) -> Iterable[PresetProblem]:
    yield from problems_across_keys(values)
    yield from problems_in_tables(values)


PART = Part(
    name="municipality",
    sections=SECTIONS,
    tables=TABLES,
    texts=TEXTS,
    problems=_problems,
    apply=apply_values,
    export=export_values,
)
