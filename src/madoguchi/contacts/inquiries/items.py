"""What the form asks for besides the question itself and the way of the answer: what the municipality has chosen, and
nothing else (PDR-09)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.booking.items import Need, Words
from madoguchi.municipality.queries import kept_value

ITEMS_TABLE = "inquiry_items.csv"
# What is asked for while no table says otherwise: a question and the way of its answer are enough.
USUAL: tuple[dict[str, Any], ...] = (
    {"item": "topic", "need": Need.OPTIONAL},
    {"item": "call_when", "need": Need.OPTIONAL},
    {"item": "name", "need": Need.OPTIONAL},
)


@dataclass(frozen=True)
class InquiryItem:
    name: str
    need: Need
    label: Words
    help: Words


def items_asked(on: date | None = None) -> list[InquiryItem]:
    """In the municipality's order."""
    lines: Sequence[dict[str, Any]] = kept_value(ITEMS_TABLE, on) or USUAL
    items = [
        InquiryItem(line["item"], Need(line["need"]), Words.of(line, "label"), Words.of(line, "help"))
        for line in lines
    ]
    return [item for item in items if item.need is not Need.HIDDEN]
