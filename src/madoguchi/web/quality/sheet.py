"""評価のシート: what is asked, in which words, from when on. What was rated keeps its version."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from madoguchi.core import clock
from madoguchi.core.history.record import About
from madoguchi.core.preset import PresetRefused
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.files import written_table
from madoguchi.municipality.history import SETTING
from madoguchi.municipality.kept import change_table
from madoguchi.municipality.queries import kept_value
from madoguchi.municipality.wording import in_japanese
from madoguchi.quality.models import SheetVersion
from madoguchi.quality.preset import EvaluationItemRow
from madoguchi.quality.queries import MAY_VIEW
from madoguchi.quality.sheet import LEVELS, SHEET_TABLE, sheet_on
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.fields import Tolerant, TolerantDateField
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.quality.shown import need_evaluation

TEXTS = {"label": ("名称", 40), "question": ("見るところ", 200), "source": ("根拠", 200)}
LEVEL_LABELS = {level: f"段階{place}" for place, level in enumerate(LEVELS, start=1)}


class ItemsForm(FrameForm):
    """The lines of the sheet, each with its fields, and an empty one for a new item."""

    may_override = True

    def __init__(self, data: Any = None) -> None:
        self.lines: list[dict[str, Any]] = [dict(line) for line in kept_value(SHEET_TABLE) or ()]
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
            title = self.lines[number - 1]["label"] if number <= len(self.lines) else "新しい項目を加える"
            shown.append((title, [self[name] for name in self.fields if name.startswith(f"row{number}.")]))
        return shown

    def typed_rows(self) -> list[EvaluationItemRow]:
        """In their order; what is wrong with one stands at its field."""
        kept: list[tuple[int, int, EvaluationItemRow]] = []
        for number in range(1, self.count + 1):
            typed = {name: self._typed(number, name) for name in EvaluationItemRow.model_fields}
            if number <= len(self.lines):
                typed["item"] = self.lines[number - 1]["item"]
            elif not (typed["item"] or typed["label"]):
                continue
            if self.cleaned_data.get(f"row{number}.gone"):
                continue
            try:
                row = EvaluationItemRow.model_validate(typed)
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

    def _fields_of(self, number: int) -> dict[str, forms.Field]:
        line = self.lines[number - 1] if number <= len(self.lines) else {}
        made: dict[str, forms.Field] = {
            "position": forms.IntegerField(
                label="順", initial=number, min_value=0, max_value=999, required=bool(line)
            )
        }
        if not line:
            made["item"] = Tolerant(label="記号（半角の英小文字）", required=False, max_length=30)
        for name in ("label", "question"):
            label, most = TEXTS[name]
            made[name] = Tolerant(label=label, required=False, max_length=most, initial=line.get(name, ""))
        made["weight"] = forms.IntegerField(
            label="配点", required=False, min_value=1, max_value=100, initial=line.get("weight")
        )
        made["fatal"] = forms.BooleanField(
            label="段階1なら合計を0点にする", required=False, initial=line.get("fatal") == "yes"
        )
        for level, label in LEVEL_LABELS.items():
            made[level] = Tolerant(label=label, required=False, max_length=120, initial=line.get(level, ""))
        made["source"] = Tolerant(label="根拠", required=False, max_length=200, initial=line.get("source", ""))
        if line:
            made["gone"] = forms.BooleanField(label="この項目をなくす", required=False)
        return {f"row{number}.{name}": field for name, field in made.items()}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def sheet(request: StaffRequest) -> HttpResponse:
    need_evaluation()
    may_edit = request.actor.may("settings.edit")
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = ItemsForm(request.POST if request.method == "POST" else None) if may_edit else None
    if form is not None and form.is_bound and form.is_valid():
        rows = form.typed_rows()
        if form.is_valid() and _save(request, form, rows):
            return redirect("quality:sheet")
    context = {"form": form, "items": sheet_on(), "versions": list(SheetVersion.objects.all())}
    return render(request, "quality/sheet.html", context)


def _save(request: StaffRequest, form: ItemsForm, rows: list[EvaluationItemRow]) -> bool:
    day = form.cleaned_data["effective_on"]
    try:
        with form.guard_lifted(by=request.actor) as lifted:
            changed = change_table(
                SHEET_TABLE,
                written_table(EvaluationItemRow, rows),
                by=request.actor,
                effective_on=day,
                note=form.cleaned_data["note"],
            )
            lifted(About(SETTING, SHEET_TABLE))
    except PresetRefused as refusal:
        for problem in refusal.problems:
            form.add_error(None, f"{problem.key}: {problem.reason}")
        return False
    except Refusal as refusal:
        form.add_error("effective_on", refusal.message)
        return False
    said = (
        f"{day.year}年{day.month}月{day.day}日からのシートを保存しました。" if changed else "シートは前と同じです。"
    )
    messages.success(request, said)
    return True
