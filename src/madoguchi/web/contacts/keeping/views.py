"""応対の保存期間 (HIS-09, PDR-02, PDR-03)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.contacts.keeping.queries import (
    MAY_VIEW,
    SOON,
    held_visible_to,
    records_to_end,
    records_to_mask,
    terms,
)
from madoguchi.contacts.records.queries import recorded_contacts
from madoguchi.core import clock
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.frame.tables import Column, Table

COLUMNS = (
    Column(
        "number",
        "番号",
        lambda one: one.written_number,
        is_header=True,
        url=lambda one: reverse("contacts:contact", args=[one.number]),
    ),
    Column("started_at", "受付", lambda one: f"{clock.in_tokyo(one.started_at):%Y-%m-%d %H:%M}"),
    Column("reason", "保全の理由", lambda one: one.hold_reason),
)


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def keeping(request: StaffRequest) -> HttpResponse:
    soon = clock.now() + SOON
    context = {
        "terms": terms(),
        "personal": recorded_contacts().filter(has_personal_data=True).count(),
        "to_end": records_to_end(soon).count(),
        "to_mask": records_to_mask(soon).count(),
        "table": Table(
            COLUMNS,
            held_visible_to(request.actor),
            request,
            caption="保全している応対",
            empty="保全している応対はありません",
        ),
    }
    return render(request, "contacts/keeping/keeping.html", context)
