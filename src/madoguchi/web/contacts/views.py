"""Records: the list, and one of them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.accounts.disclosure import record_search
from madoguchi.contacts.records.queries import MAY_VIEW, contacts_visible_to
from madoguchi.web.frame.access import StaffRequest, staff_view


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def contacts(request: StaffRequest) -> HttpResponse:
    found = contacts_visible_to(request.actor)
    record_search("contacts", by=request.actor, found=found.count())
    return render(request, "contacts/contacts.html", {"found": found[:50]})
