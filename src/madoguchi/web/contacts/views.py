"""Records: the list, and one of them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madoguchi.accounts.disclosure import record_search, record_view
from madoguchi.contacts.records.actions import about
from madoguchi.contacts.records.queries import MAY_VIEW, contacts_visible_to
from madoguchi.web.frame.access import StaffRequest, staff_view


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def contacts(request: StaffRequest) -> HttpResponse:
    found = contacts_visible_to(request.actor)
    record_search("contacts", by=request.actor, found=found.count())
    return render(request, "contacts/contacts.html", {"found": found[:50]})


@never_cache
@require_safe
@staff_view(MAY_VIEW)
def contact(request: StaffRequest, number: int) -> HttpResponse:
    found = get_object_or_404(contacts_visible_to(request.actor), number=number)
    record_view(about(found), by=request.actor)
    return render(request, "contacts/contact.html", {"contact": found})
