"""The items of the record in a preset: contact_items.csv."""

from collections import Counter
from collections.abc import Iterable
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from madoguchi.contacts.items.queries import CHOICES_BETWEEN, ITEMS_TABLE
from madoguchi.contacts.items.rules import ALWAYS_ASKED, ITEM_LABELS, Form
from madoguchi.core.preset import PartValues, PresetProblem, ReadBy, Row


class ContactItemRow(Row):
    """An item of the record, in the order in which it is asked. Empty words: those of the product. A code that the
    product does not know is an item of the municipality's own."""

    reader: ClassVar = ReadBy("madoguchi.contacts.items.queries:items_in_order")

    item: str = Field(title="項目", pattern="^[a-z][a-z_]{1,29}$")
    need: Literal["hidden", "optional", "required"] = Field(title="必須・任意")
    label: str = Field(title="名称", default="", max_length=40)
    help: str = Field(title="説明", default="", max_length=200)
    purpose: str = Field(title="利用目的", default="", max_length=200)
    form: Literal["", "text", "choice", "yes_no"] = Field(title="書き方", default="")
    choices: str = Field(title="選択肢", default="", max_length=500)
    personal: Literal["", "yes"] = Field(title="個人情報", default="")

    @model_validator(mode="after")
    def _own_items_are_whole(self) -> "ContactItemRow":
        is_own = self.item not in ITEM_LABELS
        if is_own and not self.label:
            raise ValueError("市で加えた項目には、名称が要ります")
        if is_own and Form(self.form or Form.TEXT) is Form.CHOICE and CHOICES_BETWEEN not in self.choices:
            raise ValueError("選択肢を「|」で区切って、2つ以上書いてください")
        if not is_own and (self.form or self.choices):
            raise ValueError("書き方と選択肢は、市で加えた項目だけに書けます")
        return self


def problems(values: PartValues) -> Iterable[PresetProblem]:
    rows = [row for row in values.tables.get(ITEMS_TABLE, ()) if isinstance(row, ContactItemRow)]
    for name, count in Counter(row.item for row in rows).items():
        if count > 1:
            yield PresetProblem(ITEMS_TABLE, "item", f"「{name}」が {count} 行あります")
    if rows:
        needs = {row.item: row.need for row in rows}
        for name in ALWAYS_ASKED:
            if needs.get(name) != "required":
                yield PresetProblem(ITEMS_TABLE, name, f"「{ITEM_LABELS[name]}」は、いつも必須です")
