"""評価のシート: what is asked, in which words, from when on. What was rated keeps its version."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.municipality.queries import kept_value
from madoguchi.quality.models import SheetVersion
from madoguchi.quality.preset import EvaluationItemRow
from madoguchi.quality.queries import MAY_VIEW
from madoguchi.quality.sheet import LEVELS, SHEET_TABLE, sheet_on
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.dated_tables import DatedTableForm
from madoguchi.web.frame.fields import Tolerant
from madoguchi.web.quality.shown import need_evaluation

TEXTS = {"label": ("名称", 40), "question": ("見るところ", 200), "source": ("根拠", 200)}
LEVEL_LABELS = {level: f"段階{place}" for place, level in enumerate(LEVELS, start=1)}


class ItemsForm(DatedTableForm[EvaluationItemRow]):
    """The lines of the sheet, each with its fields, and an empty one for a new item."""

    table = SHEET_TABLE
    row_model = EvaluationItemRow

    def lines_now(self) -> list[dict[str, Any]]:
        return [dict(line) for line in kept_value(SHEET_TABLE) or ()]

    def fields_of(self, line: dict[str, Any]) -> dict[str, forms.Field]:
        made: dict[str, forms.Field] = {}
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
        return made


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view(MAY_VIEW)
def sheet(request: StaffRequest) -> HttpResponse:
    need_evaluation()
    may_edit = request.actor.may("settings.edit")
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = ItemsForm(request.POST if request.method == "POST" else None) if may_edit else None
    if form is not None and form.is_valid():
        rows = form.typed_rows()
        if form.is_valid() and form.save(request, rows, called="シート"):
            return redirect("quality:sheet")
    context = {"form": form, "items": sheet_on(), "versions": list(SheetVersion.objects.all())}
    return render(request, "quality/sheet.html", context)
