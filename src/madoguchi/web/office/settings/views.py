"""What is in force, switches, the contact sheet, planned changes, what nothing reads yet, and taking it all out."""

import io
import zipfile
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.core import clock
from madoguchi.core.history.record import About, record
from madoguchi.core.preset import NotReadYet, PresetRefused
from madoguchi.core.refusals import Refusal
from madoguchi.municipality import parts, queries
from madoguchi.municipality.actions import change_settings, withdraw_planned_change
from madoguchi.municipality.contact_sheet import contact_sheet, missing_on
from madoguchi.municipality.files import files_of, written_table
from madoguchi.municipality.history import PRESET, SETTING
from madoguchi.municipality.kept import change_table, table_stamp
from madoguchi.municipality.models import Setting
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.office.settings import shown
from madoguchi.web.office.settings.forms import SettingForm, TableForm
from madoguchi.web.office.settings.previews import Links, draft_to_look_at
from madoguchi.web.office.settings.words import COLUMNS, SECTIONS

FORM = require_http_methods(["GET", "HEAD", "POST"])
HOME = "設定"
# Tables that stand on a page of their own.
# Settings that change how a citizens' page looks, and on which it can be looked at before.
SEEN_ON = {"booking.few_up_to": ("calendar", "time"), "booking.step_order": ("home", "calendar", "procedure")}
BY_ROWS = ("booking_items.csv", "triage.csv", "accommodations.csv")
ELSEWHERE_LISTED = ("readings.csv", *BY_ROWS)


def back_home() -> list[tuple[str, str]]:
    return [(HOME, reverse("office_settings:overview"))]


@require_safe
@staff_view("settings.view")
def overview(request: StaffRequest) -> HttpResponse:
    context = {
        "contract": queries.contract() if queries.has_contract() else None,
        "groups": shown.groups_of_settings(shown.groups_with_new_sections()),
        "planned": queries.planned_changes_visible_to(request.actor).count(),
        "may_edit": request.actor.may("settings.edit"),
        "may_export": request.actor.may("settings.export"),
        "tables": queries.KEPT_TABLES,
        "apart": ELSEWHERE_LISTED,
    }
    return render(request, "office/settings/overview.html", context)


@FORM
@staff_view("settings.view")
def edit(request: StaffRequest, name: str) -> HttpResponse:
    if (elsewhere := _page_of_its_own(name)) is not None:
        return elsewhere
    key = parts.key(name)
    may_edit = request.actor.may("settings.edit") and not _is_fixed(name)
    value = _value(name)
    form = SettingForm(request.POST or None, key=key, value=value) if may_edit else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    previews: Links = []
    if form is not None and form.is_valid() and request.POST.get("do") == "preview":
        previews = draft_to_look_at(request, SEEN_ON.get(name, ()), settings={name: form.plain_value()})
    elif form is not None and form.is_valid():
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                changed = change_settings(
                    {name: form.plain_value()},
                    by=request.actor,
                    effective_on=form.cleaned_data["effective_on"],
                    note=form.cleaned_data["note"],
                )
                lifted(About(SETTING, name))
        except PresetRefused as refusal:
            for problem in refusal.problems:
                form.add_error(None, problem.reason)
        except Refusal as refusal:
            form.add_error("effective_on", refusal.message)
        else:
            messages.success(request, said_of(key.label, changed))
            return redirect(_page_of(name))
    context = {**_context_of_key(request, key, form, value), "previews": previews, "seen_on": SEEN_ON.get(name)}
    return render(request, "office/settings/key.html", context)


def _page_of_its_own(name: str) -> HttpResponse | None:
    if name in queries.KEPT_TABLES:
        return redirect("office_settings:table", name=name)
    if name.startswith(queries.SITE_HOURS):
        return redirect("office_settings:site", code=name.removeprefix(queries.SITE_HOURS))
    if name.startswith(queries.PAGE_TEXT):
        return redirect("office_settings:page", code=name.removeprefix(queries.PAGE_TEXT).partition(".")[0])
    if name not in parts.all_keys():
        raise Http404
    return None


@FORM
@staff_view("settings.view")
def table(request: StaffRequest, name: str) -> HttpResponse:
    """A kept table: shown as one, changed as the CSV that also stands in the preset."""
    if name in BY_ROWS:
        return redirect("office_settings:rows", name=name)
    if name not in queries.KEPT_TABLES:
        raise Http404
    schema = parts.part_of_table(name).tables[name]
    rows = [schema.model_validate(line) for line in queries.kept_value(name) or []]
    text = written_table(schema, rows)
    form = (
        TableForm(request.POST or None, initial={"csv": text, "seen": table_stamp(name)})
        if request.actor.may("settings.edit")
        else None
    )
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form is not None and form.is_valid():
        asked = form.cleaned_data
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                day = asked["effective_on"]
                changed = change_table(
                    name, asked["csv"], by=request.actor, effective_on=day, note=asked["note"], seen=asked["seen"]
                )
                lifted(About(SETTING, name))
        except PresetRefused as refusal:
            for problem in refusal.problems:
                form.add_error("csv", f"{problem.key}: {problem.reason}")
        except Refusal as refusal:
            form.add_error("effective_on", refusal.message)
        else:
            messages.success(request, said_of(queries.KEPT_TABLES[name], [changed] if changed else []))
            return redirect("office_settings:table", name=name)
    context = {
        "title": queries.KEPT_TABLES[name],
        "columns": [(column, COLUMNS.get(column, column)) for column in schema.model_fields],
        "lines": [shown.cells_in_words(row) for row in rows],
        "form": form,
        "history_url": history_of(request, SETTING, name),
        "breadcrumb": back_home(),
    }
    return render(request, "office/settings/table.html", context)


def _context_of_key(request: StaffRequest, key: parts.Key, form: SettingForm | None, value: Any) -> dict[str, Any]:
    rows = Setting.objects.filter(key=key.name).order_by("-effective_on")
    today = clock.today()
    in_force = rows.filter(effective_on__lte=today).first()
    return {
        "key": key,
        "section": SECTIONS.get(key.section, key.section),
        "form": form,
        "value": shown.value_in_words(key, value),
        "is_fixed": _is_fixed(key.name),
        "rows": [(row, shown.stored_in_words(row), row == in_force, row.effective_on > today) for row in rows],
        "room": key.reader.room if isinstance(key.reader, NotReadYet) else "",
        "may_edit": request.actor.may("settings.edit"),
        "history_url": history_of(request, SETTING, key.name),
        "breadcrumb": back_home(),
    }


def _is_fixed(name: str) -> bool:
    """An installation belongs to one contract; accounts keep their own screen."""
    return name == "body.code" or parts.key(name).section == "sign_in"


def _value(name: str) -> Any:
    try:
        return queries.value_of(name)
    except queries.SettingMissing:
        return None


def _page_of(name: str) -> str:
    section = parts.key(name).section
    page = {"switches": "switches", "contact_sheet": "contacts"}.get(section, "overview")
    return reverse(f"office_settings:{page}")


def said_of(label: str, changed: list[Setting]) -> str:
    if not changed:
        return f"「{label}」は、すでにその値です。"
    day = changed[0].effective_on
    if day > clock.today():
        return f"「{label}」を{day.year}年{day.month}月{day.day}日から変える予定にしました。"
    return f"「{label}」を変えました。"


def history_of(request: StaffRequest, kind: str, key: str) -> str:
    if not request.actor.may("history.view"):
        return ""
    return f"{reverse('history:events')}?about={kind}&key={key}"


@require_safe
@staff_view("settings.view")
def switches(request: StaffRequest) -> HttpResponse:
    on = queries.switches_on()
    planned = shown.next_changes("switches.")
    rows = [(key, key.field in on, planned.get(key.name)) for key in parts.switches().values()]
    context = {
        "rows": rows,
        "count_on": len(on),
        "may_edit": request.actor.may("settings.edit"),
        "breadcrumb": back_home(),
    }
    return render(request, "office/settings/switches.html", context)


@require_safe
@staff_view("settings.view")
def contacts(request: StaffRequest) -> HttpResponse:
    sheet = contact_sheet()
    context = {
        "sheet": sheet,
        "lines": shown.lines_of("contact_sheet"),
        "missing": missing_on(sheet),
        "may_edit": request.actor.may("settings.edit"),
        "breadcrumb": back_home(),
    }
    return render(request, "office/settings/contacts.html", context)


@require_POST
@staff_view("settings.edit")
def told(request: StaffRequest) -> HttpResponse:
    change_settings({"contact_sheet.told_to_city_on": clock.today().isoformat()}, by=request.actor)
    messages.success(request, "連絡先を市へ知らせた日を記録しました。")
    return redirect("office_settings:contacts")


@require_safe
@staff_view("settings.view")
def planned(request: StaffRequest) -> HttpResponse:
    rows = [
        (row, queries.describe_setting(row.key), shown.stored_in_words(row))
        for row in queries.planned_changes_visible_to(request.actor)
    ]
    context = {"rows": rows, "may_edit": request.actor.may("settings.edit"), "breadcrumb": back_home()}
    return render(request, "office/settings/planned.html", context)


@FORM
@staff_view("settings.edit")
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(queries.planned_changes_visible_to(request.actor), pk=pk)
    if request.method == "POST":
        withdraw_planned_change(row, by=request.actor)
        messages.success(request, "変更の予定を取り消しました。")
        return redirect("office_settings:planned")
    context = {
        "title": "変更の予定の取消し",
        "question": f"「{queries.describe_setting(row.key)}」の変更の予定（{shown.in_words(row.effective_on)}から）を取り消しますか。",
        "consequences": [f"取り消す値：{shown.stored_in_words(row)}", "今の値がそのまま続きます。"],
        "action_label": "予定を取り消す",
        "cancel_url": reverse("office_settings:planned"),
        "breadcrumb": back_home(),
    }
    return render(request, "office/settings/confirm.html", context)


@require_safe
@staff_view("settings.view")
def unread(request: StaffRequest) -> HttpResponse:
    keys = [key for key in parts.all_keys().values() if isinstance(key.reader, NotReadYet)]
    rows = [
        (key, SECTIONS.get(key.section, key.section), shown.value_in_words(key, _value(key.name))) for key in keys
    ]
    return render(request, "office/settings/unread.html", {"rows": rows, "breadcrumb": back_home()})


@require_safe
@staff_view("settings.view")
def readings(request: StaffRequest) -> HttpResponse:
    context = {"readings": queries.kept_value("readings.csv") or [], "breadcrumb": back_home()}
    return render(request, "office/settings/readings.html", context)


@require_POST
@staff_view("settings.export")
def export(request: StaffRequest) -> HttpResponse:
    """The preset folder as a ZIP. It holds no personal data, yet taking it out is a right and is recorded."""
    if not queries.has_contract():
        raise Http404
    files = files_of((part, part.export()) for part in parts.all_parts())
    code = queries.contract().body_code
    with transaction.atomic():
        record("preset.exported", by=request.actor, about=About(PRESET, code), facts={"files": len(files)})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{code}/{name}", content)
    name = f"preset-{code}-{clock.today()}.zip"
    return HttpResponse(
        out.getvalue(),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
