"""The lines of contact_items.csv, each with its fields, and an empty one for an item of the municipality's own."""

from typing import Any

from django import forms

from madoguchi.contacts.items.preset import ContactItemRow
from madoguchi.contacts.items.queries import ITEMS_TABLE, USUAL, item_of
from madoguchi.contacts.items.rules import ALWAYS_ASKED, FORM_LABELS, ITEM_LABELS, Item, Need
from madoguchi.municipality.queries import kept_value
from madoguchi.web.frame.dated_tables import DatedTableForm
from madoguchi.web.frame.fields import Tolerant

NEED_LABELS = {Need.REQUIRED: "必須", Need.OPTIONAL: "任意", Need.HIDDEN: "聞かない"}
NEEDS = [(need.value, label) for need, label in NEED_LABELS.items()]


class ItemsForm(DatedTableForm[ContactItemRow]):
    table = ITEMS_TABLE
    row_model = ContactItemRow

    def lines_now(self) -> list[dict[str, Any]]:
        """What is kept, then what the product knows and the municipality does not ask for."""
        lines: list[dict[str, Any]] = [dict(line) for line in kept_value(ITEMS_TABLE) or USUAL]
        known = {line["item"] for line in lines}
        return [*lines, *({"item": name, "need": Need.HIDDEN.value} for name in ITEM_LABELS if name not in known)]

    def title_of(self, line: dict[str, Any]) -> str:
        return str(line.get("label") or ITEM_LABELS.get(line["item"], line["item"]))

    def fields_of(self, line: dict[str, Any]) -> dict[str, forms.Field]:
        is_own = line.get("item", "") not in ITEM_LABELS
        fixed = line.get("item") in ALWAYS_ASKED
        made: dict[str, forms.Field] = {
            "need": forms.ChoiceField(
                label="必須・任意",
                choices=NEEDS[:1] if fixed else NEEDS,
                initial=line.get("need", Need.OPTIONAL.value),
                help_text="記録には欠かせません。" if fixed else "",
            ),
            "label": Tolerant(label="名称", required=False, max_length=40, initial=line.get("label", "")),
            "help": Tolerant(label="説明", required=False, max_length=200, initial=line.get("help", "")),
            "purpose": Tolerant(label="利用目的", required=False, max_length=200, initial=line.get("purpose", "")),
        }
        if is_own:
            made |= _own_fields(line)
        return made


def _own_fields(line: dict[str, Any]) -> dict[str, forms.Field]:
    made: dict[str, forms.Field] = {}
    if not line:
        made["item"] = Tolerant(label="記号（半角の英小文字）", required=False, max_length=30)
    made["form"] = forms.ChoiceField(
        label="書き方",
        choices=[(form.value, label) for form, label in FORM_LABELS.items()],
        initial=line.get("form"),
    )
    made["choices"] = Tolerant(
        label="選択肢",
        required=False,
        max_length=500,
        initial=line.get("choices", ""),
        help_text="「|」で区切ります。",
    )
    made["personal"] = forms.BooleanField(label="個人情報", required=False, initial=line.get("personal") == "yes")
    if line:
        made["gone"] = forms.BooleanField(label="この項目をなくす", required=False)
    return made


def items_of(rows: list[ContactItemRow]) -> list[Item]:
    """As the form of a record would show them."""
    return [item for item in (item_of(row.model_dump(mode="json")) for row in rows) if item.need is not Need.HIDDEN]
