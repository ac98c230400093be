"""Which devices are placed where and by whom, and the terminals lent to the city (RTV-03)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.municipality.equipment.queries import equipment, lends_terminals, terminals_lent
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.office.equipment.forms import EquipmentForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_view("settings.view")
def register(request: StaffRequest) -> HttpResponse:
    may_edit = request.actor.may("settings.edit")
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = EquipmentForm(request.POST if request.method == "POST" else None) if may_edit else None
    if form is not None and form.is_valid():
        rows = form.typed_rows()
        if form.is_valid() and form.save(request, rows, called="貸与機器"):
            return redirect("office_equipment:home")
    context = {
        "form": form,
        "devices": equipment(),
        "lends_terminals": lends_terminals(),
        "lent": terminals_lent(),
    }
    return render(request, "office/equipment/register.html", context)
