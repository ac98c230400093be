"""A table of a preset that is changed on a screen, from a day on: each of its lines with its fields, and an empty one."""

from typing import Any, ClassVar, Generic, TypeVar

from django import forms
from django.contrib import messages
from pydantic import ValidationError

from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.core.preset import PresetRefused, Row
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.files import written_table
from madoguchi.municipality.history import SETTING
from madoguchi.municipality.kept import TableChangedMeanwhile, change_table, table_stamp
from madoguchi.municipality.wording import in_japanese
from madoguchi.web.frame.access import StaffRequest
from madoguchi.web.frame.fields import Tolerant, TolerantDateField
from madoguchi.web.frame.forms import FrameForm

NEW_LINE = "新しい項目を加える"

R = TypeVar("R", bound=Row)


def seen_field(table: str) -> forms.CharField:
    """Which content of the table this page shows: who saves it later than somebody else is told."""
    return forms.CharField(initial=table_stamp(table), required=False, widget=forms.HiddenInput)


class DatedTableForm(FrameForm, Generic[R]):
    """Of a table whose lines are told apart by `item`."""

    may_override = True
    table: ClassVar[str]
    row_model: type[R]

    def __init__(self, data: Any = None) -> None:
        self.lines = self.lines_now()
        self.count = len(self.lines) + 1
        made: dict[str, forms.Field] = {}
        for number in range(1, self.count + 1):
            line = self.lines[number - 1] if number <= len(self.lines) else {}
            position = forms.IntegerField(
                label="順", initial=number, min_value=0, max_value=999, required=bool(line)
            )
            fields = {"position": position, **self.fields_of(line)}
            made |= {f"row{number}.{name}": field for name, field in fields.items()}
        made["effective_on"] = TolerantDateField(
            label="適用する日", initial=clock.today, help_text="今日、またはこれからの日。"
        )
        made["note"] = Tolerant(
            label="メモ（協議の内容など）", required=False, max_length=300, help_text="履歴に残ります。"
        )
        made["seen"] = seen_field(self.table)
        self.base_fields = made  # type: ignore[misc]  # made for this table
        super().__init__(data)

    # What each table says of itself

    def lines_now(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    def fields_of(self, line: dict[str, Any]) -> dict[str, forms.Field]:
        """Of one line; of an empty one without values."""
        raise NotImplementedError

    def title_of(self, line: dict[str, Any]) -> str:
        return str(line["label"])

    # What is the same for all

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        self.is_valid()
        shown = []
        for number in range(1, self.count + 1):
            title = self.title_of(self.lines[number - 1]) if number <= len(self.lines) else NEW_LINE
            shown.append((title, [self[name] for name in self.fields if name.startswith(f"row{number}.")]))
        return shown

    def typed_rows(self) -> list[R]:
        """In their order; what is wrong with one stands at its field."""
        kept: list[tuple[int, int, R]] = []
        for number in range(1, self.count + 1):
            typed = {name: self._typed(number, name) for name in self.row_model.model_fields}
            if number <= len(self.lines):
                typed["item"] = self.lines[number - 1]["item"]
            elif not (typed["item"] or typed["label"]):
                continue
            if self.cleaned_data.get(f"row{number}.gone"):
                continue
            try:
                row = self.row_model.model_validate(typed)
            except ValidationError as error:
                for detail in error.errors():
                    name = f"row{number}.{detail['loc'][0] if detail['loc'] else 'label'}"
                    self.add_error(name if name in self.fields else None, in_japanese(detail))
            else:
                position = self.cleaned_data.get(f"row{number}.position")
                kept.append((number if position is None else position, number, row))
        return [row for _, _, row in sorted(kept, key=lambda one: one[:2])]

    def _typed(self, number: int, name: str) -> str:
        value = self.cleaned_data.get(f"row{number}.{name}", "")
        return "yes" if value is True else "" if value in (False, None) else str(value)

    def save(self, request: StaffRequest, rows: list[R], *, called: str) -> bool:
        """From the day on that was typed; a refusal stands in the form. `called`: what the table is, in words."""
        day = self.cleaned_data["effective_on"]
        try:
            with self.guard_lifted(by=request.actor) as lifted:
                changed = change_table(
                    self.table,
                    written_table(self.row_model, rows),
                    by=request.actor,
                    effective_on=day,
                    note=self.cleaned_data["note"],
                    seen=self.cleaned_data["seen"],
                )
                lifted(About(SETTING, self.table))
        except PresetRefused as refusal:
            for problem in refusal.problems:
                self.add_error(None, f"{problem.key}: {problem.reason}")
            return False
        except TableChangedMeanwhile as refusal:
            self.add_error(None, refusal.message)
            return False
        except Refusal as refusal:
            self.add_error("effective_on", refusal.message)
            return False
        said = f"{day.year}年{day.month}月{day.day}日からの{called}を保存しました。"
        messages.success(request, said if changed else f"{called}は前と同じです。")
        return True
