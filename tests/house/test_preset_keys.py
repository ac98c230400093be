"""A preset key without a reader, or with a reader whose effect no test watches, fails here."""

from typing import Annotated

import pytest

from madoguchi.core.preset import NotReadYet, Part, PartValues, ReadBy, Section
from madoguchi.municipality import parts
from tests.house.preset_keys import faults, marked_keys, sources

# From here on only the check itself is tried; the names are put together so that no test seems to name a key.
SECTION = "invented"


def test_every_key_is_read_and_watched_or_listed_as_not_read_yet() -> None:
    assert list(faults(parts.all_parts(), marked=marked_keys(), read_in=sources())) == []


def test_no_test_names_a_key_that_is_none() -> None:
    known = set(parts.all_keys()) | {file for part in parts.all_parts() for file in part.tables}
    assert {key.partition(":")[0] for key in marked_keys()} <= known


def part_with(schema: type[Section]) -> list[Part]:
    return [Part(name="x", apply=lambda values, by: None, export=PartValues, sections={SECTION: schema})]


class Bare(Section):
    key: str


class Gone(Section):
    key: Annotated[str, ReadBy("madoguchi.municipality.queries:no_such_function")]


class NoModule(Section):
    key: Annotated[str, ReadBy("madoguchi.nowhere:value_of")]


class Silent(Section):
    zzz_never_said: Annotated[str, ReadBy("madoguchi.municipality.queries:value_of")]


class Unwatched(Section):
    key: Annotated[str, ReadBy("madoguchi.municipality.queries:value_of")]


class Waiting(Section):
    key: Annotated[str, NotReadYet("calls")]


class Nowhere(Section):
    key: Annotated[str, NotReadYet("cellar")]


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        (Bare, "has neither"),
        (Gone, "does not exist"),
        (NoModule, "does not exist"),
        (Silent, "never mentions it"),
        (Unwatched, "named by no test"),
        (Nowhere, "not planned"),
    ],
)
def test_the_check_finds_each_fault(schema: type[Section], fault: str) -> None:
    found = list(faults(part_with(schema), marked=set(), read_in={}))
    assert any(fault in one for one in found), found


def test_the_check_finds_a_key_that_has_got_a_reader_since() -> None:
    reads = {"calls/queries.py": f'value_of("{SECTION}.key")'}
    assert list(faults(part_with(Waiting), marked=set(), read_in={})) == []
    assert list(faults(part_with(Waiting), marked=set(), read_in=reads)) == [
        f"{SECTION}.key is NotReadYet, but calls/queries.py reads it"
    ]


def test_a_watched_key_is_no_fault() -> None:
    assert list(faults(part_with(Unwatched), marked={f"{SECTION}.key"}, read_in={})) == []
