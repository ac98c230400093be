"""The lines of equipment.csv, each with its fields, and an empty one for a new device."""

from typing import Any

from django import forms

from madoguchi.municipality.equipment.queries import lends_terminals
from madoguchi.municipality.equipment.rules import KIND_LABELS, PROVIDER_LABELS, kinds_offered
from madoguchi.municipality.equipment.table import EQUIPMENT_TABLE, EquipmentRow
from madoguchi.municipality.queries import kept_value
from madoguchi.web.frame.dated_tables import DatedTableForm
from madoguchi.web.frame.fields import Tolerant


class EquipmentForm(DatedTableForm[EquipmentRow]):
    table = EQUIPMENT_TABLE
    row_model = EquipmentRow

    def lines_now(self) -> list[dict[str, Any]]:
        self.kinds = kinds_offered(lends_terminals=lends_terminals())
        kept = [dict(line) for line in kept_value(EQUIPMENT_TABLE) or ()]
        # Terminals of the city where the contract has none any more: not shown, and not lost by saving the others.
        self.unseen = [EquipmentRow.model_validate(line) for line in kept if line["kind"] not in self.kinds]
        return [line for line in kept if line["kind"] in self.kinds]

    def fields_of(self, line: dict[str, Any]) -> dict[str, forms.Field]:
        made: dict[str, forms.Field] = {}
        if not line:
            made["item"] = Tolerant(
                label="記号（半角の英小文字）", required=False, max_length=30, help_text="例：terminal-2"
            )
        made["label"] = Tolerant(label="名称", required=bool(line), max_length=80, initial=line.get("label", ""))
        made["kind"] = forms.ChoiceField(
            label="種類", choices=[(kind.value, KIND_LABELS[kind]) for kind in self.kinds], initial=line.get("kind")
        )
        made["count"] = forms.IntegerField(
            label="台数", required=bool(line), min_value=1, max_value=999, initial=line.get("count", 1)
        )
        made["place"] = Tolerant(label="置く場所", required=False, max_length=120, initial=line.get("place", ""))
        made["provided_by"] = forms.ChoiceField(
            label="用意する側",
            choices=[(one.value, label) for one, label in PROVIDER_LABELS.items()],
            initial=line.get("provided_by"),
        )
        made["note"] = Tolerant(label="備考", required=False, max_length=200, initial=line.get("note", ""))
        made["source"] = Tolerant(label="根拠", required=False, max_length=200, initial=line.get("source", ""))
        if line:
            made["gone"] = forms.BooleanField(label="この機器を台帳から除く", required=False)
        return made

    def typed_rows(self) -> list[EquipmentRow]:
        return [*super().typed_rows(), *self.unseen]
