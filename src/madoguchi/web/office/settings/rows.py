"""Kept tables whose lines are filled in one by one: what is asked, what leads to which procedure, help at the counter."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from madoguchi.booking.items import ACCOMMODATIONS_TABLE, ALWAYS_ASKED, ITEM_LABELS, ITEMS_TABLE
from madoguchi.booking.triage import TRIAGE_TABLE
from madoguchi.core.history.record import About
from madoguchi.core.preset import PresetRefused, Row
from madoguchi.core.refusals import Refusal
from madoguchi.municipality import parts, queries
from madoguchi.municipality.files import written_table
from madoguchi.municipality.history import SETTING
from madoguchi.municipality.kept import TableChangedMeanwhile, change_table
from madoguchi.municipality.queries import procedures_offered
from madoguchi.municipality.wording import in_japanese
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.dated_tables import seen_field
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.office.settings import shown
from madoguchi.web.office.settings.forms import when_and_why
from madoguchi.web.office.settings.previews import Links, draft_to_look_at, forget_draft
from madoguchi.web.office.settings.views import back_home, history_of, said_of

NEEDS = [("required", "必須"), ("optional", "任意"), ("hidden", "聞かない")]
LANGUAGE_LABELS = {"ja": "日本語", "ja_easy": "やさしい日本語", "en": "英語"}
COLUMNS = {
    "code": "記号（半角の英小文字）",
    "web": "ウェブの予約",
    "telephone": "電話・窓口の予約",
    "procedures": "案内する手続き（合いそうな順）",
    **{
        f"{column}_{language}": f"{words}（{label}）"
        for column, words in (("label", "名称"), ("help", "説明"), ("text", "案内の文"))
        for language, label in LANGUAGE_LABELS.items()
    },
}


@dataclass(frozen=True)
class RowsTable:
    explained: str
    pages: tuple[str, ...]  # on which it can be looked at
    may_add: bool = True


TABLES: Mapping[str, RowsTable] = {
    ITEMS_TABLE: RowsTable(
        "予約のときに聞く項目です。順の番号の小さいものから並びます。名称と説明は、空なら標準の言葉です。",
        ("details", "check", "own"),
        may_add=False,
    ),
    TRIAGE_TABLE: RowsTable(
        "「お手元にあるのは何ですか」の答えです。すべて消すと、この質問をしません。", ("procedure",)
    ),
    ACCOMMODATIONS_TABLE: RowsTable(
        "窓口で行う手助けです。してほしいことを書き、病気や障害の名前は書きません。", ("details",)
    ),
}


class RowsForm(FrameForm):
    """Each line of the table with its fields, and an empty one to add."""

    may_override = True

    def __init__(self, data: Any = None, *, file: str) -> None:
        self.file, self.table = file, TABLES[file]
        self.schema: type[Row] = parts.part_of_table(file).tables[file]
        self.lines = _lines_of(file)
        self.count = len(self.lines) + self.table.may_add
        made: dict[str, forms.Field] = {}
        for number in range(1, self.count + 1):
            made |= self._fields_of(number)
        self.base_fields = {**made, **when_and_why(), "seen": seen_field(file)}  # type: ignore[misc]  # made for this table
        super().__init__(data)

    def _fields_of(self, number: int) -> dict[str, forms.Field]:
        line = self.lines[number - 1] if number <= len(self.lines) else {}
        fields: dict[str, forms.Field] = {
            f"row{number}.position": forms.IntegerField(
                label="順", initial=number, min_value=0, max_value=999, required=bool(line)
            )
        }
        for column, info in self.schema.model_fields.items():
            if column != "item":
                fields[f"row{number}.{column}"] = _field(column, info.annotation, line)
        if line and self.table.may_add:
            fields[f"row{number}.gone"] = forms.BooleanField(label="この行を消す", required=False)
        return fields

    def rows(self) -> list[tuple[str, list[forms.BoundField], list[forms.BoundField]]]:
        """Title, the fields that decide, and the words, of each line."""
        self.is_valid()
        shown_rows = []
        for number in range(1, self.count + 1):
            line = self.lines[number - 1] if number <= len(self.lines) else {}
            names = [name for name in self.fields if name.startswith(f"row{number}.")]
            words = [
                name
                for name in names
                if self.file == ITEMS_TABLE and name.partition(".")[2].startswith(("label", "help"))
            ]
            title = _title(line) if line else "新しい行"
            shown_rows.append(
                (title, [self[name] for name in names if name not in words], [self[name] for name in words])
            )
        return shown_rows

    def typed_rows(self) -> list[Row]:
        """The lines in their order; what is wrong with one stands at its field."""
        kept: list[tuple[int, int, Row]] = []
        for number in range(1, self.count + 1):
            typed = {column: self._typed(number, column) for column in self.schema.model_fields if column != "item"}
            is_new = number > len(self.lines)
            if (is_new and not any(typed.values())) or self.cleaned_data.get(f"row{number}.gone"):
                continue
            if "item" in self.schema.model_fields:
                typed["item"] = self.lines[number - 1]["item"]
            try:
                row = self.schema.model_validate(typed)
            except ValidationError as error:
                for detail in error.errors():
                    self.add_error(f"row{number}.{detail['loc'][0]}", in_japanese(detail))
            else:
                position = self.cleaned_data.get(f"row{number}.position")
                kept.append((number if position is None else position, number, row))
        return [row for _, _, row in sorted(kept, key=lambda one: one[:2])]

    def _typed(self, number: int, column: str) -> str:
        value = self.cleaned_data.get(f"row{number}.{column}", "")
        return " ".join(value) if isinstance(value, list) else value


def _lines_of(file: str) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = queries.kept_value(file) or []
    if file == ITEMS_TABLE:
        known = {line["item"] for line in lines}
        lines = [
            *lines,
            *({"item": name, "web": "hidden", "telephone": "hidden"} for name in ITEM_LABELS if name not in known),
        ]
    return lines


def _title(line: Mapping[str, Any]) -> str:
    return ITEM_LABELS.get(line.get("item", ""), "") or str(line.get("label_ja", ""))


def _field(column: str, kind: Any, line: Mapping[str, Any]) -> forms.Field:
    label, value = COLUMNS[column], line.get(column, "")
    if get_origin(kind) is Literal:
        is_fixed = line.get("item") in ALWAYS_ASKED
        choices = [
            (need, words)
            for need, words in NEEDS
            if need in get_args(kind) and (need == "required" or not is_fixed)
        ]
        return forms.ChoiceField(
            label=label,
            choices=choices,
            initial=value or "hidden",
            help_text="予約の確認と連絡に要るので、いつも聞きます。" if is_fixed else "",
        )
    # An item's own words may stay empty; an answer or a kind of help needs a name in every language.
    is_needed = bool(line) and "item" not in line and not column.startswith(("help", "text"))
    if column == "procedures":
        offered = {procedure.code: procedure.label_ja for procedure in procedures_offered()}
        chosen = value.split()
        choices = [
            (code, offered.get(code, code)) for code in [*chosen, *(code for code in offered if code not in chosen)]
        ]
        return forms.MultipleChoiceField(
            label=label, choices=choices, initial=chosen, required=is_needed, widget=forms.CheckboxSelectMultiple
        )
    is_long = column.startswith(("help", "text"))
    widget = forms.Textarea(attrs={"rows": 2}) if is_long else forms.TextInput()
    return forms.CharField(label=label, required=is_needed, initial=value, widget=widget)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view("settings.view")
def rows(request: StaffRequest, name: str) -> HttpResponse:
    if name not in TABLES:
        raise Http404
    may_edit = request.actor.may("settings.edit")
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = RowsForm(request.POST if request.method == "POST" else None, file=name)
    previews: Links = []
    if form.is_valid():
        typed = form.typed_rows()
        text = written_table(form.schema, typed)
        if form.is_valid() and request.POST.get("do") == "preview":
            previews = draft_to_look_at(request, form.table.pages, tables={name: text})
        elif form.is_valid() and _save(request, form, text):
            return redirect("office_settings:pages")
    context = {
        "title": queries.KEPT_TABLES[name],
        "form": form,
        "may_edit": may_edit,
        "previews": previews,
        "planned_on": shown.next_changes(name).get(name),
        "history_url": history_of(request, SETTING, name),
        "breadcrumb": [*back_home(), ("市民の画面", reverse("office_settings:pages"))],
    }
    return render(request, "office/settings/rows.html", context)


def _save(request: StaffRequest, form: RowsForm, text: str) -> bool:
    asked = form.cleaned_data
    try:
        with form.guard_lifted(by=request.actor) as lifted:
            day = asked["effective_on"]
            changed = change_table(
                form.file, text, by=request.actor, effective_on=day, note=asked["note"], seen=asked["seen"]
            )
            lifted(About(SETTING, form.file))
    except PresetRefused as refusal:
        for problem in refusal.problems:
            form.add_error(None, f"{problem.key}: {problem.reason}")
        return False
    except TableChangedMeanwhile as refusal:
        form.add_error(None, refusal.message)
        return False
    except Refusal as refusal:
        form.add_error("effective_on", refusal.message)
        return False
    forget_draft(request)
    messages.success(request, said_of(queries.KEPT_TABLES[form.file], [changed] if changed else []))
    return True
