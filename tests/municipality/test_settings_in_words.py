"""The settings screen speaks Japanese: no section and no choice stands there by the name that the program has for it."""

from collections.abc import Iterator
from typing import Any

from madoguchi.municipality import parts
from madoguchi.web.office.settings.shown import ELSEWHERE, GROUPS
from madoguchi.web.office.settings.words import SECTIONS, WORDS


def test_every_section_has_its_name_and_its_place() -> None:
    there = {key.section for key in parts.all_keys().values()} - set(ELSEWHERE)
    assert there - set(SECTIONS) == set()
    assert there - {section for _, sections in GROUPS for section in sections} == set()


def test_every_choice_is_shown_in_words() -> None:
    assert {
        f"{key.name}: {choice}"
        for key in parts.all_keys().values()
        for choice in choices_in(key.adapter.json_schema())
        if choice.isascii() and choice not in WORDS
    } == set()


def choices_in(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for name, value in schema.items():
            if name in ("enum", "const"):
                yield from (choice for choice in ([value] if name == "const" else value) if isinstance(choice, str))
            else:
                yield from choices_in(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from choices_in(value)
