"""Sites on the screen."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.core.history.record import About
from madoguchi.core.refusals import Refusal
from madoguchi.municipality import queries
from madoguchi.municipality.history import SITE
from madoguchi.municipality.models import SITE_KINDS
from madoguchi.municipality.queries import SITE_HOURS
from madoguchi.municipality.sites import change_site, make_site, set_site_hours
from madoguchi.web.frame.access import StaffRequest, staff_view
from madoguchi.web.office.settings.forms import SiteForm
from madoguchi.web.office.settings.views import back_home, history_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@staff_view("settings.view")
def sites(request: StaffRequest) -> HttpResponse:
    in_use = set(queries.sites_in_use().values_list("pk", flat=True))
    rows = [
        (site, SITE_KINDS[site.kind], site.pk in in_use, queries.kept_value(f"{SITE_HOURS}{site.code}"))
        for site in queries.sites_visible_to(request.actor)
    ]
    context = {"rows": rows, "may_edit": request.actor.may("settings.edit"), "breadcrumb": back_home()}
    return render(request, "office/settings/sites.html", context)


@FORM
@staff_view("settings.edit")
def new_site(request: StaffRequest) -> HttpResponse:
    form = SiteForm(request.POST or None, is_new=True, initial={"is_active": True, "position": 1})
    if form.is_valid():
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                made = make_site(form.cleaned_data["code"], by=request.actor, **form.site_fields())
                if form.week():
                    set_site_hours(
                        made, form.week(), by=request.actor, effective_on=form.cleaned_data["effective_on"]
                    )
                lifted(About(SITE, made.code))
        except (Refusal, ValueError) as refusal:
            form.add_error("code" if isinstance(refusal, Refusal) else "own_hours", str(refusal))
        else:
            messages.success(request, f"会場「{made.name}」を登録しました。")
            return redirect("office_settings:sites")
    return _site_page(request, form, "会場の登録")


@FORM
@staff_view("settings.edit")
def site(request: StaffRequest, code: str) -> HttpResponse:
    found = get_object_or_404(queries.sites_visible_to(request.actor), code=code)
    week = queries.kept_value(f"{SITE_HOURS}{code}")
    initial = {name: getattr(found, name) for name in ("name", "kind", "address", "is_active", "position")}
    form = SiteForm(request.POST or None, is_new=False, week=week, initial={**initial, "own_hours": bool(week)})
    if form.is_valid():
        try:
            with form.guard_lifted(by=request.actor) as lifted:
                change_site(found, by=request.actor, **form.site_fields())
                if form.week() or week:
                    day = form.cleaned_data["effective_on"]
                    set_site_hours(found, form.week(), by=request.actor, effective_on=day)
                lifted(About(SITE, code))
        except (Refusal, ValueError) as refusal:
            form.add_error("own_hours", str(refusal))
        else:
            messages.success(request, f"会場「{found.name}」を変えました。")
            return redirect("office_settings:sites")
    return _site_page(request, form, found.name, history_of(request, SITE, code))


def _site_page(request: StaffRequest, form: SiteForm, title: str, history_url: str = "") -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "history_url": history_url,
        "breadcrumb": [*back_home(), ("会場", reverse("office_settings:sites"))],
    }
    return render(request, "office/settings/site.html", context)
