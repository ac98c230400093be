"""The items of the record as the municipality has set them (HIS-03, PDR-09)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from madoguchi.contacts.items.rules import ITEM_LABELS, PERSONAL, Form, Item, Need
from madoguchi.municipality.queries import is_on, kept_value, value_of

ITEMS_TABLE = "contact_items.csv"
CHOICES_BETWEEN = "|"
# What a record asks for while no table says otherwise.
USUAL: tuple[dict[str, Any], ...] = (
    {"item": "kind", "need": Need.REQUIRED},
    {"item": "topic", "need": Need.REQUIRED},
    {"item": "party_name", "need": Need.OPTIONAL},
    {"item": "party_phone", "need": Need.OPTIONAL},
    {"item": "booking_number", "need": Need.OPTIONAL},
    {"item": "content", "need": Need.REQUIRED},
    {"item": "answer", "need": Need.REQUIRED},
    {"item": "transfer", "need": Need.OPTIONAL},
    {"item": "language", "need": Need.OPTIONAL},
    {"item": "tags", "need": Need.OPTIONAL},
)


def items_in_order(on: date | None = None) -> list[Item]:
    """Every item that is asked, in the municipality's order."""
    lines: Sequence[dict[str, Any]] = kept_value(ITEMS_TABLE, on) or USUAL
    without = set()
    if not is_on("own_reservations"):
        without.add("booking_number")
    if not value_of("contacts.history_tags"):
        without.add("tags")
    items = (item_of(line) for line in lines if line["item"] not in without)
    return [item for item in items if item.need is not Need.HIDDEN]


def topics(on: date | None = None) -> list[str]:
    """OPC-02: what this municipality's inquiries are about."""
    return list(value_of("contacts.topics", on))


def item_of(line: dict[str, Any]) -> Item:
    """A line of the table."""
    name = line["item"]
    return Item(
        name=name,
        need=Need(line["need"]),
        label=line.get("label") or ITEM_LABELS.get(name, name),
        help=line.get("help", ""),
        purpose=line.get("purpose", ""),
        form=Form(line.get("form") or Form.TEXT),
        choices=tuple(
            choice.strip() for choice in line.get("choices", "").split(CHOICES_BETWEEN) if choice.strip()
        ),
        is_personal=name in PERSONAL or line.get("personal") == "yes",
    )
