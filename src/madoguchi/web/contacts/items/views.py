"""Items of the record as agreed with the client (HIS-03): changed, looked at in the real form, in force from a day on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.contacts.items.preset import ContactItemRow
from madoguchi.contacts.items.queries import ITEMS_TABLE
from madoguchi.core.history.record import About
from madoguchi.core.preset import PresetRefused
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.files import written_table
from madoguchi.municipality.history import SETTING
from madoguchi.municipality.kept import change_table
from madoguchi.web.contacts.items.forms import ItemsForm, items_of
from madoguchi.web.contacts.writing.forms import WritingForm
from madoguchi.web.frame.access import StaffRequest, staff_view


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view("settings.view")
def items(request: StaffRequest) -> HttpResponse:
    may_edit = request.actor.may("settings.edit")
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = ItemsForm(request.POST if request.method == "POST" else None)
    preview: WritingForm | None = None
    if form.is_bound and form.is_valid():
        rows = form.typed_rows()
        if form.is_valid() and request.POST.get("do") == "preview":
            preview = WritingForm(items=items_of(rows))
            preview.auto_id = "preview_%s"
        elif form.is_valid() and _save(request, form, rows):
            return redirect("contacts:items")
    context = {"form": form, "preview": preview, "may_edit": may_edit}
    return render(request, "contacts/items.html", context)


def _save(request: StaffRequest, form: ItemsForm, rows: list[ContactItemRow]) -> bool:
    asked = form.cleaned_data
    try:
        with form.guard_lifted(by=request.actor) as lifted:
            changed = change_table(
                ITEMS_TABLE,
                written_table(ContactItemRow, rows),
                by=request.actor,
                effective_on=asked["effective_on"],
                note=asked["note"],
            )
            lifted(About(SETTING, ITEMS_TABLE))
    except PresetRefused as refusal:
        for problem in refusal.problems:
            form.add_error(None, f"{problem.key}: {problem.reason}")
        return False
    except Refusal as refusal:
        form.add_error("effective_on", refusal.message)
        return False
    day = asked["effective_on"]
    said = f"{day.year}年{day.month}月{day.day}日からの項目を保存しました。" if changed else "項目は前と同じです。"
    messages.success(request, said)
    return True
