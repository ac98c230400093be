"""The lines of contact_items.csv, each with its fields, and an empty one for an item of the municipality's own."""

from typing import Any

from django import forms
from pydantic import ValidationError

from madoguchi.contacts.items.preset import ContactItemRow
from madoguchi.contacts.items.queries import ITEMS_TABLE, USUAL, item_of
from madoguchi.contacts.items.rules import ALWAYS_ASKED, FORM_LABELS, ITEM_LABELS, Item, Need
from madoguchi.core import clock
from madoguchi.municipality.queries import kept_value
from madoguchi.municipality.wording import in_japanese
from madoguchi.web.frame.fields import Tolerant, TolerantDateField
from madoguchi.web.frame.forms import FrameForm

NEED_LABELS = {Need.REQUIRED: "必須", Need.OPTIONAL: "任意", Need.HIDDEN: "聞かない"}
NEEDS = [(need.value, label) for need, label in NEED_LABELS.items()]
OWN_FIELDS = ("item", "form", "choices", "personal")


class ItemsForm(FrameForm):
    may_override = True

    def __init__(self, data: Any = None) -> None:
        self.lines = _lines()
        self.count = len(self.lines) + 1
        made: dict[str, forms.Field] = {}
        for number in range(1, self.count + 1):
            made |= self._fields_of(number)
        made["effective_on"] = TolerantDateField(
            label="適用する日", initial=clock.today, help_text="今日、またはこれからの日。"
        )
        made["note"] = Tolerant(
            label="メモ（協議の内容など）", required=False, max_length=300, help_text="履歴に残ります。"
        )
        self.base_fields = made  # type: ignore[misc]  # made for this table
        super().__init__(data)

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        self.is_valid()
        shown = []
        for number in range(1, self.count + 1):
            names = [name for name in self.fields if name.startswith(f"row{number}.")]
            shown.append((self._title(number), [self[name] for name in names]))
        return shown

    def typed_rows(self) -> list[ContactItemRow]:
        """In their order; what is wrong with one stands at its field."""
        kept: list[tuple[int, int, ContactItemRow]] = []
        for number in range(1, self.count + 1):
            typed = {name: self._typed(number, name) for name in ContactItemRow.model_fields}
            is_new = number > len(self.lines)
            if is_new and not (typed["item"] or typed["label"]):
                continue
            if not is_new:
                typed["item"] = self.lines[number - 1]["item"]
            if self.cleaned_data.get(f"row{number}.gone"):
                continue
            try:
                row = ContactItemRow.model_validate(typed)
            except ValidationError as error:
                for detail in error.errors():
                    name = f"row{number}.{detail['loc'][0] if detail['loc'] else 'label'}"
                    self.add_error(name if name in self.fields else None, in_japanese(detail))
            else:
                position = self.cleaned_data.get(f"row{number}.position")
                kept.append((number if position is None else position, number, row))
        return [row for _, _, row in sorted(kept, key=lambda one: one[:2])]

    def _title(self, number: int) -> str:
        if number > len(self.lines):
            return "新しい項目を加える"
        line = self.lines[number - 1]
        return str(line.get("label") or ITEM_LABELS.get(line["item"], line["item"]))

    def _typed(self, number: int, name: str) -> str:
        value = self.cleaned_data.get(f"row{number}.{name}", "")
        return "yes" if value is True else "" if value in (False, None) else str(value)

    def _fields_of(self, number: int) -> dict[str, forms.Field]:
        line = self.lines[number - 1] if number <= len(self.lines) else {}
        is_own = line.get("item", "") not in ITEM_LABELS
        fixed = line.get("item") in ALWAYS_ASKED
        made: dict[str, forms.Field] = {
            "position": forms.IntegerField(
                label="順", initial=number, min_value=0, max_value=999, required=bool(line)
            ),
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
        return {f"row{number}.{name}": field for name, field in made.items()}


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


def _lines() -> list[dict[str, Any]]:
    """What is kept, then what the product knows and the municipality does not ask for."""
    lines: list[dict[str, Any]] = [dict(line) for line in kept_value(ITEMS_TABLE) or USUAL]
    known = {line["item"] for line in lines}
    return [*lines, *({"item": name, "need": Need.HIDDEN.value} for name in ITEM_LABELS if name not in known)]


def items_of(rows: list[ContactItemRow]) -> list[Item]:
    """As the form of a record would show them."""
    return [item for item in (item_of(row.model_dump(mode="json")) for row in rows) if item.need is not Need.HIDDEN]
