"""Which cell of a line is what, as a person has said."""

import json
from dataclasses import dataclass
from datetime import date

from madoguchi.contacts.items.queries import items_in_order
from madoguchi.contacts.takeover.models import Takeover
from madoguchi.contacts.takeover.reading import UNREADABLE, Line
from madoguchi.contacts.takeover.rules import COLUMN_LABELS, Column, Read, read_line
from madoguchi.core import clock

# Taken over only where the municipality's own records have it too (PDR-09).
ONLY_WITH_ITEM = {Column.PARTY_NAME: "party_name", Column.PARTY_PHONE: "party_phone", Column.TAGS: "tags"}


@dataclass(frozen=True)
class Columns:
    places: dict[Column, int]
    width: int
    is_masked: bool
    today: date

    def read(self, line: Line) -> Read:
        if line.cells is None:
            return Read(None, (UNREADABLE,))
        if len(line.cells) > self.width and any(line.cells[self.width :]):
            return Read(None, (f"列の数（{len(line.cells)}）が、見出し（{self.width}）より多くなっています。",))
        cells = {column: line.cells[place] for column, place in self.places.items() if place < len(line.cells)}
        return read_line(cells, today=self.today, is_masked=self.is_masked)


def columns_of(takeover: Takeover, chosen: dict[str, str] | None = None) -> Columns:
    headings: list[str] = json.loads(takeover.headings)
    named = chosen if chosen is not None else json.loads(takeover.choices or "{}")
    offered = {column.value for column in offered_columns()}
    places = {
        Column(name): headings.index(heading)
        for name, heading in named.items()
        if heading in headings and name in offered
    }
    return Columns(places, len(headings), takeover.is_masked, clock.today())


def offered_columns() -> list[Column]:
    asked = {item.name for item in items_in_order()}
    return [column for column in COLUMN_LABELS if ONLY_WITH_ITEM.get(column, "content") in asked]
