"""One page: referrals, pages of ministries, other desks of the city."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from madoguchi.contacts.guidance.queries import desks, links, places_to_name, referrals
from madoguchi.contacts.guidance.table import LINKS_TABLE, REFERRALS_TABLE
from madoguchi.core import clock
from madoguchi.web.contacts.directory.forms import SearchForm
from madoguchi.web.frame.access import StaffRequest, staff_view


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])  # what is searched stays out of the address
@staff_view("directory.view")
def home(request: StaffRequest) -> HttpResponse:
    form = SearchForm(request.POST if request.method == "POST" else None)
    phrase = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "form": form,
        "phrase": phrase,
        "referrals": referrals(phrase),
        "places": places_to_name(),
        "links": links(),
        "desks": desks(clock.now()),
        "may_edit": request.actor.may("settings.edit"),
        "tables": [("案内先を変える", REFERRALS_TABLE), ("ページの一覧を変える", LINKS_TABLE)],
    }
    return render(request, "contacts/guidance/home.html", context)
