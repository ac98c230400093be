"""Items of the record as agreed with the client (HIS-03): changed, looked at in the real form, in force from a day on."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

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
    if form.is_valid():
        rows = form.typed_rows()
        if form.is_valid() and request.POST.get("do") == "preview":
            preview = WritingForm(items=items_of(rows))
            preview.auto_id = "preview_%s"
        elif form.is_valid() and form.save(request, rows, called="項目"):
            return redirect("contacts:items")
    context = {"form": form, "preview": preview, "may_edit": may_edit}
    return render(request, "contacts/items.html", context)
